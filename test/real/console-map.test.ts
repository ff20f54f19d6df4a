import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { axeFindings } from '../support/axe.ts';
import { brokenNames } from '../support/broken-names.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import type { PlainSpan } from '../support/otlp-json.ts';
import { sendSpans } from '../support/send.ts';

let fixture: ConsoleFixture;
const HOSTILE = '<b>search</b>';
const late = { type: 'TimeoutError', message: 'no answer' };
/** Two runs of planner, the second of which failed and is of session s-7 and user ada. */
let runs: readonly [AgentRun, AgentRun];
/** The three minutes up to the begin of the tests, as an address says them: what the hub finds later is not in them. */
let stretch: string;

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  const now = Date.now();
  stretch = `from=${new Date(now - 180_000).toISOString()}&to=${new Date(now).toISOString()}`;
  const send = (spans: readonly PlainSpan[], environment: string) =>
    sendSpans(fixture, spans, 'shop', { 'deployment.environment.name': environment });
  const first = new AgentRun({ startMs: now - 120_000 });
  const second = new AgentRun({
    startMs: now - 60_000,
    attributes: { 'session.id': 's-7', 'user.id': 'ada' },
  });
  runs = [first, second];
  await send(
    [
      first.span(),
      first.chat(),
      first.tool(HOSTILE),
      second.span({ failure: late }),
      second.chat(),
      second.tool(HOSTILE, { failure: late }),
    ],
    'prod',
  );
  const writer = new AgentRun({ name: 'writer', startMs: now - 90_000 });
  await send([writer.span()], 'test');
  await eventually(async () => {
    const map = await (await fetch(`${fixture.url}/api/v1/service-map?minutes=60`)).json();
    expect(map.nodes).toHaveLength(5);
  }, 90_000);
});
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

const rows = async (page: Page, table: string) => {
  await page.getByRole('table', { name: table }).waitFor();
  return page.getByRole('table', { name: table }).locator('tbody tr').allInnerTexts();
};
const graphOf = (page: Page) => page.getByRole('region', { name: /^Map of services/ });
const noSidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
const connections = 'Connections with their rate, failures and time';

test('the map says who calls whom, how often, how quick, and how much of it fails', async () => {
  const page = await fixture.open('/map?range=1h');
  const graph = graphOf(page);
  await graph
    .getByRole('button', { name: `Tool ${HOSTILE} 2.0/h 1.00 s on average 50 % failed`, exact: true })
    .waitFor();
  await graph.getByRole('button', { name: 'Agent planner 2.0/h 2.00 s on average 50 % failed' }).waitFor();
  // What calls stands left of what is called.
  const left = async (name: RegExp) => (await graph.getByRole('button', { name }).boundingBox())?.x ?? 0;
  expect(await left(/^Service shop/)).toBeLessThan(await left(/^Agent planner/));
  expect(await left(/^Agent planner/)).toBeLessThan(await left(/^Model provider openai/));
  const table = await rows(page, connections);
  expect(table.find((row) => row.includes(HOSTILE))).toMatch(
    /planner\s+Tool\s+<b>search<\/b>\s+2\.0\/h\s+2\s+50 %\s+1\.00 s\s+1\.00 s/,
  );
  expect(await page.locator('main b', { hasText: 'search' }).count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
});

test('a part is chosen by keyboard, shows its neighbours, and leads to its page', async () => {
  const page = await fixture.open('/map?range=1h');
  await graphOf(page).getByRole('button', { name: /^Tool/ }).focus();
  await page.keyboard.press('Enter');
  const detail = page.getByRole('region', { name: HOSTILE, exact: true });
  expect(await detail.innerText()).toMatch(
    /Failed\s+1 · 50 %[\s\S]*Called by\s+planner[\s\S]*Calls\s+nothing/,
  );
  await detail.getByRole('button', { name: 'planner' }).click();
  await page.reload();
  const planner = page.getByRole('region', { name: 'planner', exact: true });
  expect(await planner.innerText()).toMatch(/Called by\s+shop[\s\S]*Calls[\s\S]*openai/);
  expect(await axeFindings(page)).toEqual([]);
  await planner.getByRole('link', { name: 'Open this agent' }).click();
  await page.waitForURL('**/agents/planner');
});

test('runs with a tool are one link away', async () => {
  const page = await fixture.open(`/map?range=1h&part=${encodeURIComponent(`tool:${HOSTILE}`)}`);
  await page.getByRole('link', { name: 'Runs with it' }).click();
  await page.waitForURL('**/executions?query=*');
  await page.getByText('That is all: 2 executions.').waitFor();
});

test('kinds are hidden, and one environment is chosen', async () => {
  const page = await fixture.open('/map?range=1h');
  await page.getByRole('button', { name: 'Tools 1' }).click();
  await graphOf(page).getByRole('button', { name: /^Tool/ }).waitFor({ state: 'detached' });
  expect((await rows(page, connections)).some((row) => row.includes(HOSTILE))).toBe(false);
  await page.waitForURL(/hide=tool/);
  await page.getByRole('combobox', { name: 'Environment' }).selectOption('test');
  await graphOf(page)
    .getByRole('button', { name: /^Agent planner/ })
    .waitFor({ state: 'detached' });
  await graphOf(page)
    .getByRole('button', { name: /^Agent writer/ })
    .waitFor();
  await page.goto(`${fixture.url}/map?environment=nowhere`);
  await page.getByText('Nothing called anything in this range').waitFor();
});

const laneOf = (page: Page, name: RegExp) =>
  page.getByRole('group', { name: 'Show or hide in the list' }).getByRole('button', { name });
const moments = (page: Page) => page.getByRole('listitem').allInnerTexts();

test('the timeline tells in order what happened, and hides kinds', async () => {
  const page = await fixture.open(`/timeline?${stretch}`);
  // Three runs begin, two end, one fails; two calls of a model, two of a tool, one of which failed.
  await page.getByText('That is all: 10 moments.').waitFor();
  await laneOf(page, /Runs: 6 moments, 1 of them failures/).waitFor();
  await laneOf(page, /Tool calls: 2 moments, 1 of them failures/).waitFor();
  const all = await moments(page);
  expect(all[0]).toMatch(/Execution failed\s+planner failed: TimeoutError: no answer\s+shop\s+2\.00 s/);
  expect(all.at(-1)).toMatch(/Execution started\s+planner started/);
  expect(await page.locator('main b').count()).toBe(0);
  await laneOf(page, /Runs/).focus();
  await page.keyboard.press('Enter');
  await page.getByText('That is all: 4 of 10 moments are shown.').waitFor();
  expect((await moments(page)).every((text) => !text.includes('Execution'))).toBe(true);
  await page.reload();
  await page.getByText('That is all: 4 of 10 moments are shown.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test('the timeline is narrowed to an agent, a session, a user, and turned round', async () => {
  const page = await fixture.open(`/timeline?${stretch}`);
  await page.getByText('That is all: 10 moments.').waitFor();
  await page.getByLabel('Session').fill('s-7');
  await page.keyboard.press('Enter');
  await page.getByText('That is all: 4 moments.').waitFor();
  await page.waitForURL(/session=s-7/);
  await page.getByRole('button', { name: 'Oldest first' }).click();
  await page.waitForFunction(() =>
    document.querySelector('[role=listitem]')?.textContent?.includes('started'),
  );
  await page.getByRole('link', { name: /planner failed/ }).click();
  await page.waitForURL(`**/executions/${runs[1].id}`);
  await page.goto(`${fixture.url}/timeline?${stretch}&user=ada`);
  await page.getByText('That is all: 4 moments.').waitFor();
  await page.goto(`${fixture.url}/timeline?${stretch}&agent=writer`);
  await page.getByText('That is all: 2 moments.').waitFor();
  await page.goto(`${fixture.url}/timeline?trace=${runs[0].traceId}`);
  await page.getByText('That is all: 4 moments.').waitFor();
  await page.goto(`${fixture.url}/timeline?${stretch}&agent=nobody`);
  await page.getByText('Nothing happened in this range').waitFor();
});

test('a stretch drawn over the lanes becomes the range, and buttons go on from there', async () => {
  const page = await fixture.open(`/timeline?${stretch}`);
  await page.getByText('That is all: 10 moments.').waitFor();
  const tracks = page.getByTitle(/Draw over a stretch/);
  const box = await tracks.boundingBox();
  if (!box) throw new Error('the lanes have no place');
  // The third minute: the second run of planner alone.
  await page.mouse.move(box.x + box.width * 0.64, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 20, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=.*to=/);
  await page.getByText('That is all: 4 moments.').waitFor();
  await page.getByRole('button', { name: 'Earlier' }).focus();
  await page.keyboard.press('Enter');
  // Half a minute before: the run of writer too, but not the first one of planner.
  await page.getByText('That is all: 6 moments.').waitFor();
});

test('of very many moments all are drawn and counted, and the list goes to any of them', async () => {
  const now = Date.now();
  const FAR_MS = 30 * 3_600_000;
  // A run each four seconds for fifty minutes, a day ago: 750 of them, with a begin and an end each.
  const runs = Array.from(
    { length: 750 },
    (_, index) => new AgentRun({ name: 'crowd', startMs: now - FAR_MS + index * 4_000 }),
  );
  await sendSpans(
    fixture,
    runs.map((run) => run.span()),
  );
  const from = new Date(now - FAR_MS - 60_000).toISOString();
  const to = new Date(now - FAR_MS + 3_060_000).toISOString();
  await eventually(async () => {
    const { total } = await (
      await fetch(`${fixture.url}/api/v1/timeline/counts?from=${from}&to=${to}`)
    ).json();
    expect(total).toBe(1_500);
  }, 60_000);
  const page = await fixture.open(`/timeline?from=${from}&to=${to}`);
  await laneOf(page, /Runs: 1,500 moments/).waitFor();
  await page.getByText('500 of 1,500 are in the list.').waitFor();
  const begin = () =>
    page
      .locator('[role=listitem] time')
      .first()
      .getAttribute('dateTime')
      .then((time) => Date.parse(time ?? '') - (now - FAR_MS));
  // The newest: the last run began after 2,996 s.
  expect(await begin()).toBeGreaterThan(2_990_000);
  // Pressed where it is: the list loads more by itself as its end comes into sight.
  await page.getByRole('button', { name: 'Load more' }).dispatchEvent('click');
  await page.getByText('1,000 of 1,500 are in the list.').waitFor();

  const tracks = page.getByTitle(/Draw over a stretch/);
  const { width = 0 } = (await tracks.boundingBox()) ?? {};
  // A tenth of 3,120 s into the range, which begins a minute before the first run.
  await tracks.click({ position: { x: width * 0.1, y: 10 } });
  await page.waitForURL(/at=/);
  await eventually(async () => {
    expect(await begin()).toBeGreaterThan(240_000);
    expect(await begin()).toBeLessThan(256_000);
  });
  await page.getByText('That is the end of the range.').waitFor();
  await laneOf(page, /Runs: 1,500 moments/).waitFor();
  await page.getByRole('button', { name: /^Up to / }).click();
  await page.getByText('1,000 of 1,500 are in the list.').waitFor();
});

test('by keyboard the lanes lead from event to event, and to the list', async () => {
  const page = await fixture.open(`/timeline?${stretch}`);
  await page.getByText('That is all: 10 moments.').waitFor();
  const lanes = page.getByRole('group', { name: /^What happened, in lanes/ });
  await page.getByRole('button', { name: /^Logs|^Tool calls/ }).focus();
  await page.keyboard.press('Tab');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  // The newest of the first lane: the end of the run that failed, two seconds after its begin.
  await eventually(async () =>
    expect(await focused()).toMatch(/^Runs at [\d:]+: \d+ moments?, 1 of them failures$/),
  );
  await page.keyboard.press('ArrowDown');
  await eventually(async () => expect(await focused()).toMatch(/^Model calls at [\d:]+: 1 moment$/));
  await page.keyboard.press('ArrowDown');
  await eventually(async () =>
    expect(await focused()).toMatch(/^Tool calls at [\d:]+: 1 moment, 1 of them failures$/),
  );
  const later = await focused();
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => expect(await focused()).toMatch(/^Tool calls at [\d:]+: 1 moment$/));
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('End');
  await eventually(async () => expect(await focused()).toBe(later));
  expect(await lanes.getByRole('button').count()).toBe(1);
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Enter');
  // In the list the focus is on the call itself, and a second Enter opens its run.
  await page.waitForFunction(() => document.activeElement?.closest('[role=listitem]'));
  expect(await page.evaluate(() => document.activeElement?.closest('[role=listitem]')?.textContent)).toMatch(
    /Tool call/,
  );
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/executions/${runs[1].id}`);
});

test('of a fleet the busiest are drawn one by one, a name is found, and one part stands with its neighbours', async () => {
  const crew = Array.from(
    { length: 24 },
    (_, index) =>
      new AgentRun({ name: `crew-${index + 1}`, startMs: Date.now() - 3_000_000 + index * 1_000 }),
  );
  await sendSpans(
    fixture,
    crew.flatMap((run) => [run.span(), run.tool(`tool of ${run.name}`)]),
    'harbour',
  );
  const page = await fixture.open('/map?range=1h');
  const others = graphOf(page).getByRole('button', { name: /^Agent \d+ more agents/ });
  await eventually(async () => {
    if ((await others.count()) === 0) await page.reload();
    await others.waitFor({ timeout: 5_000 });
  }, 90_000);
  // Eight agents, the others in one.
  expect(
    await graphOf(page)
      .getByRole('button', { name: /^Agent / })
      .count(),
  ).toBe(9);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('searchbox', { name: 'Find a part by its name' }).fill('CREW-17');
  await graphOf(page)
    .getByRole('button', { name: /^Agent crew-17 / })
    .waitFor();
  // It, its tool, and who calls it.
  await eventually(async () => expect(await graphOf(page).getByRole('button').count()).toBe(3));
  await graphOf(page)
    .getByRole('button', { name: /^Service harbour/ })
    .click();
  await page.getByRole('searchbox').fill('');
  await page.getByRole('button', { name: 'Only what is tied to it' }).click();
  await page.waitForURL(/near=1/);
  await eventually(async () => expect(await graphOf(page).getByRole('button').count()).toBe(25));
  await page.getByRole('button', { name: 'Only what is tied to it' }).click();
  await others.click();
  await graphOf(page)
    .getByRole('button', { name: /^Agent crew-24 / })
    .waitFor();
  await page.getByRole('button', { name: 'Draw all', pressed: true }).waitFor();
  await page.getByRole('searchbox').fill('nobody has this name');
  await page.getByText('No part of the map has this name.').waitFor();
});

test('on a phone all of it is one column', async () => {
  for (const path of ['/map?range=1h', '/map?range=1h&part=agent:planner', '/timeline']) {
    const page = await fixture.open(path, phone);
    await page.locator('main section').first().waitFor();
    await page.waitForFunction(() => document.querySelector('.obs-skeleton') === null);
    expect(await noSidewaysScroll(page), path).toBe(true);
    expect(await axeFindings(page), path).toEqual([]);
    await page.context().close();
  }
});

test('on a phone a connection is read in one column, with whole words', async () => {
  const run = new AgentRun({ name: 'billing-reconciliation', startMs: Date.now() - 20_000 });
  await sendSpans(fixture, [run.span(), run.tool('reconciliation_of_ledgers')], 'shop');
  await eventually(async () => {
    const map = await (await fetch(`${fixture.url}/api/v1/service-map?minutes=60`)).text();
    expect(map).toContain('reconciliation_of_ledgers');
  }, 90_000);
  const page = await fixture.open('/map', phone);
  const row = page.getByRole('table', { name: connections }).getByRole('row', { name: /of_ledgers/ });
  await row.waitFor();
  expect(await row.innerText()).toMatch(
    /^Agent\s*billing-reconciliation\s+→\s+Tool\s*reconciliation_of_ledgers/,
  );
  expect(await brokenNames(page)).toEqual({ words: [], tables: [] });
  await row.getByRole('button', { name: 'reconciliation_of_ledgers' }).click();
  await page.getByRole('region', { name: 'reconciliation_of_ledgers', exact: true }).waitFor();
});

test('in the dark colours keep their contrast', async () => {
  for (const path of ['/map?range=1h&part=agent:planner', '/timeline']) {
    const page = await fixture.open(path, { ...wide, colorScheme: 'dark' });
    await page.locator('main section').first().waitFor();
    await page.waitForFunction(() => document.querySelector('.obs-skeleton') === null);
    expect(await axeFindings(page), path).toEqual([]);
    await page.context().close();
  }
});

test('the browser complained about nothing', () => {
  expect(fixture.complaints).toEqual([]);
});
