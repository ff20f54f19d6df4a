import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { awayFromMidnight } from '../support/away-from-midnight.ts';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';

let fixture: ConsoleFixture;
const HOSTILE = '<i>loud</i>';
const lost = { type: 'TimeoutError', message: 'the search did not answer' };
const refused = { type: 'LedgerError', message: 'the ledger is closed' };
/** The run that failed last of TimeoutError, with log lines. */
let failed: AgentRun;

const calling = (model: string, inputTokens: number, provider = 'openai') => ({
  'gen_ai.provider.name': provider,
  'gen_ai.request.model': model,
  'gen_ai.usage.input_tokens': inputTokens,
  'gen_ai.usage.output_tokens': 0,
});

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  // A budget of this month shows what was spent.
  await awayFromMidnight(150_000);
  const now = Date.now();
  const at = (seconds: number, name = 'planner') => new AgentRun({ name, startMs: now - seconds * 1_000 });
  const ofToday = (seconds: number) => Math.min(seconds, Math.floor((now % 86_400_000) / 1_000));
  const dear = at(ofToday(300));
  const cheap = at(ofToday(280), 'writer');
  const old = at(200);
  const busy = at(180, 'clerk');
  failed = at(60);
  await sendSpans(fixture, [
    dear.span(),
    // 2 and 0.15 dollars for a million tokens; nobody says what acme takes.
    dear.chat(calling('gpt-4.1', 1_000_000)),
    cheap.span(),
    cheap.chat(calling('gpt-4o-mini', 1_000_000)),
    cheap.chat(calling('acme-private-1', 500, 'acme')),
    old.span({ failure: lost }),
    failed.span({ failure: lost }),
    busy.span({ failure: refused }),
  ]);
  await sendRecords(fixture, [
    {
      timeMs: failed.startMs + 10,
      traceId: failed.traceId,
      spanId: failed.spanId,
      body: 'asking the search',
    },
    {
      timeMs: failed.startMs + 1_900,
      traceId: failed.traceId,
      spanId: failed.spanId,
      severity: 17,
      severityText: 'ERROR',
      body: 'connection to search:9200 reset',
    },
    dear.start(),
    dear.end(),
    {
      ...busy.event('tool_call', { severity: 17, attributes: { 'shop.order': '4711' } }),
      body: `post ${HOSTILE} was refused`,
    },
    {
      ...busy.event('tool_call', { severity: 13, attributes: { 'shop.order': '4712' } }),
      body: 'post was slow',
    },
  ]);
  await eventually(async () => {
    const get = async (path: string) => (await fetch(`${fixture.url}/api/v1/${path}`)).json();
    expect((await get('cost')).total.calls).toBe(3);
    expect((await get('analysis/failures')).executions).toBe(3);
    expect((await get('events')).events).toHaveLength(4);
  }, 90_000);
});
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

const rows = async (page: Page, table: string) => {
  await page.getByRole('table', { name: table }).waitFor();
  return page.getByRole('table', { name: table }).locator('tbody tr').allInnerTexts();
};
const noSidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test('the dearest model is named, and what has no price is said beside every sum', async () => {
  const page = await fixture.open('/cost');
  await page.getByText('gpt-4.1 costs most: $2.00, 93 % of all.').waitFor();
  const tiles = await page.getByRole('region', { name: 'Cost', exact: true }).innerText();
  expect(tiles).toMatch(/Spent\s+\$2\.15/);
  expect(tiles).toMatch(/Unpriced calls\s+1\s+not in any figure here/);
  const models = await rows(page, 'Cost by model');
  expect(models).toHaveLength(3);
  expect(models[0]).toMatch(/^gpt-4\.1\s+\$2\.00\s+93 %/);
  expect(models[1]).toMatch(/^gpt-4o-mini\s+\$0\.1500\s+7\.0 %/);
  expect(models[2]).toMatch(/^acme-private-1\s+unpriced/);
  await page.getByText(/1 call has tokens but no price/).waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test('costs are divided by agent, in the address too, and lead to the agent', async () => {
  const page = await fixture.open('/cost');
  await rows(page, 'Cost by model');
  // Until it is here, the answer of before stays, under its own name.
  const answer = Promise.withResolvers<void>();
  await page.route(/\/api\/v1\/cost\?.*by=agent/, async (route) => {
    await answer.promise;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Agent', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/cost?by=agent');
  expect((await rows(page, 'Cost by model'))[0]).toMatch(/^gpt-4/);
  answer.resolve();
  const agents = await rows(page, 'Cost by agent');
  expect(agents[0]).toMatch(/^planner\s+\$2\.00/);
  expect(agents[1]).toMatch(/^writer\s+\$0\.1500 \+ unpriced/);
  await page.reload();
  await rows(page, 'Cost by agent');
  await page.getByRole('link', { name: 'planner' }).click();
  await page.waitForURL('**/agents/planner');
});

test('a budget is made, changed and deleted', async () => {
  const page = await fixture.open('/cost');
  await page.getByText('No budget yet.').waitFor();
  await page.getByRole('button', { name: 'New budget' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New budget' });
  await dialog.getByLabel('Name').fill(`all of ${HOSTILE}`);
  await dialog.getByLabel('Limit in US dollars').fill('much');
  await page.keyboard.press('Enter');
  await dialog.getByText('Expected an amount above 0.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  // So much that the hub refuses it: it is gone on where it was written.
  await dialog.getByLabel('Limit in US dollars').fill('1e400');
  await page.keyboard.press('Enter');
  await dialog.getByText('That did not work').waitFor();
  fixture.forgive(/400/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('2');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByText('Cancel').click();
  const sent = Promise.withResolvers<void>();
  await page.route('**/api/v1/budgets/*', async (route) => {
    await sent.promise;
    await route.continue();
  });
  await dialog.getByLabel('Limit in US dollars').press('Enter');
  // What is written while it is sent would be lost.
  await page.keyboard.type('5');
  expect(await dialog.getByLabel('Limit in US dollars').inputValue()).toBe('2');
  sent.resolve();
  await dialog.waitFor({ state: 'detached' });
  const budget = page.getByRole('listitem').filter({ hasText: `all of ${HOSTILE}` });
  expect(await budget.innerText()).toMatch(/everything, a month\s+spent\s+\$2\.15 of \$2\.00/);

  await budget.getByRole('button', { name: `Change all of ${HOSTILE}` }).click();
  const change = page.getByRole('dialog', { name: `Change all of ${HOSTILE}` });
  await change.getByLabel('Limit in US dollars').fill('200000');
  await change.getByLabel('Of', { exact: true }).selectOption('Model');
  await change.getByLabel('Which').fill('gpt-4o-mini');
  await change.getByRole('button', { name: 'Save' }).click();
  await budget.getByText('model gpt-4o-mini, a month').waitFor();
  expect(await budget.innerText()).toMatch(/within\s+\$0\.1500 of \$200,000\.00/);

  await page.getByRole('button', { name: 'New budget' }).click();
  await dialog.getByLabel('Name').fill(`all of ${HOSTILE}`);
  await dialog.getByLabel('Limit in US dollars').fill('1');
  await page.keyboard.press('Enter');
  await dialog.getByText('There is a budget of this name.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  const remove = budget.getByRole('button', { name: `Delete all of ${HOSTILE}` });
  const question = page.getByRole('dialog', { name: `Delete the budget all of ${HOSTILE}` });
  await remove.click();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await budget.waitFor();
  await remove.focus();
  await page.keyboard.press('Enter');
  await question.waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await question.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No budget yet.').waitFor();
});

test('a cause of failures leads to the log line behind it', async () => {
  const page = await fixture.open('/errors');
  await page.getByText('3 runs failed, for 2 causes').waitFor();
  const causes = await rows(page, 'Failures by cause');
  expect(causes[0]).toMatch(/^TimeoutError[\s\S]*the search did not answer[\s\S]*planner 2/);
  expect(causes[1]).toMatch(/^LedgerError[\s\S]*clerk 1/);
  await page.getByRole('button', { name: 'Newest', exact: true }).click();
  expect((await rows(page, 'Failures by cause'))[0]).toMatch(/^TimeoutError/);
  expect(await axeFindings(page)).toEqual([]);

  await page.getByRole('link', { name: 'TimeoutError' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'TimeoutError', level: 1 }).waitFor();
  const newest = page.getByRole('region', { name: 'The newest of them' });
  await newest.getByText('connection to search:9200 reset').waitFor();
  await newest.getByText('asking the search').waitFor();
  expect(await rows(page, 'The newest runs that failed of this')).toHaveLength(2);
  expect(await axeFindings(page)).toEqual([]);
  await newest.getByRole('link', { name: 'All its log lines' }).click();
  await page.waitForURL(`**/executions/${failed.id}?tab=logs`);
  await page.getByText('connection to search:9200 reset').first().waitFor();
});

test('events are found by words, attributes and severity', async () => {
  const page = await fixture.open('/events');
  await page.getByRole('button', { name: 'post was slow' }).waitFor();
  expect(await page.getByRole('listitem').count()).toBeGreaterThanOrEqual(4);
  await page.keyboard.press('/');
  await page.keyboard.type('post tag.shop.order=4711');
  await page.getByText('That is all: 1 event.').waitFor();
  const [row] = await page.getByRole('listitem').allInnerTexts();
  expect(row).toMatch(/Error\s+Tool called\s+clerk\s+post <i>loud<\/i> was refused/);
  expect(await page.locator('main i').count()).toBe(0);
  await page.reload();
  await page.getByText('That is all: 1 event.').waitFor();
  await page.getByRole('button', { name: /post .* was refused/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('4711', { exact: true }).waitFor();
  expect(await axeFindings(page)).toEqual([]);

  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('button', { name: /planner execution_end/ }).waitFor();
  expect(await page.getByRole('searchbox', { name: 'Search events' }).inputValue()).toBe('');
  await page.getByRole('button', { name: 'Warn', exact: true }).click();
  await page.getByRole('button', { name: /planner execution_end/ }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'post was slow' }).waitFor();
});

test('an event that comes now is shown at once where the filter lets it', async () => {
  const page = await fixture.open('/events?q=tag.shop.order%3D5000');
  await page.getByText('No event in this range').waitFor();
  const run = new AgentRun({ name: 'courier', startMs: Date.now() });
  const event = (order: string) => ({
    ...run.event('tool_call', { attributes: { 'shop.order': order } }),
    body: `order ${order} left`,
  });
  await eventually(async () => {
    await sendRecords(fixture, [event('4999'), event('5000')]);
    await page.getByRole('listitem').first().waitFor({ timeout: 2_000 });
  }, 60_000);
  const texts = await page.getByRole('listitem').allInnerTexts();
  expect(texts.every((text) => text.includes('order 5000 left'))).toBe(true);
});

test('on a phone all of it is one column', async () => {
  const cause = (await (await fetch(`${fixture.url}/api/v1/analysis/failures`)).json()).groups[0].fingerprint;
  for (const path of ['/cost', '/errors', `/errors/${cause}`, '/events']) {
    const page = await fixture.open(path, phone);
    await page.locator('main h1').waitFor();
    await page.waitForFunction(() => document.querySelector('.obs-skeleton') === null);
    expect(await noSidewaysScroll(page), path).toBe(true);
    expect(await axeFindings(page), path).toEqual([]);
    await page.context().close();
  }
});

test('in the dark colours keep their contrast', async () => {
  for (const path of ['/cost', '/errors', '/events']) {
    const page = await fixture.open(path, { ...wide, colorScheme: 'dark' });
    await page.locator('main h1').waitFor();
    await page.waitForFunction(() => document.querySelector('.obs-skeleton') === null);
    expect(await axeFindings(page), path).toEqual([]);
    await page.context().close();
  }
});

test('the browser complained about nothing', () => {
  expect(fixture.complaints).toEqual([]);
});
