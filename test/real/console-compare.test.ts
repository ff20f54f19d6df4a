import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { brokenNames } from '../support/broken-names.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { chatSpan, childSpan, newRun, runSpan, type SampleRun, sendSpans } from '../support/sample-run.ts';

let fixture: ConsoleFixture;
let quick: SampleRun;
let slow: SampleRun;
/** The three minutes up to the begin of the tests, as an address says them: later they would hold other runs. */
let stretch: string;

const tool = (run: SampleRun, name: string, atMs: number, tookMs: number, fails = false) =>
  childSpan(run, `execute_tool ${name}`, atMs, tookMs, {
    ...(fails ? { failure: { type: 'TimeoutError', message: 'no answer' } } : {}),
    attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name },
  });

/** A run of a clerk of the user ada, in the session chat-42. */
async function sendClerk(
  startMs: number,
  lookupMs: number,
  isSlow: boolean,
  whose: Readonly<Record<string, string>> = {},
): Promise<SampleRun> {
  const run = newRun('clerk', startMs);
  await sendSpans(fixture.url, [
    runSpan(run, {
      endMs: startMs + 500 + lookupMs,
      attributes: {
        'user.id': 'ada',
        'session.id': 'chat-42',
        ...whose,
        'observatory.execution.input': JSON.stringify(isSlow ? 'And now?' : 'Is the lamp there?'),
        'observatory.execution.output': JSON.stringify(isSlow ? 'Still not.' : 'No.'),
      },
    }),
    chatSpan(run, 'gpt-4o-mini', 100),
    tool(run, 'lookup', 450, lookupMs, isSlow),
    ...(isSlow ? [tool(run, 'apologise', 480, 10)] : []),
  ]);
  return run;
}

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  const now = Date.now();
  stretch = `from=${new Date(now - 180_000).toISOString()}&to=${new Date(now).toISOString()}`;
  quick = await sendClerk(now - 300_000, 400, false);
  slow = await sendClerk(now - 60_000, 2_400, true);
});
afterEach(() => fixture.closePages());
afterAll(async () => {
  const { complaints } = fixture;
  await fixture.stop();
  expect(complaints).toEqual([]);
});

test('two runs are chosen by words and by keyboard, then compared step by step', async () => {
  const page = await fixture.open('/compare');
  const pickA = page.getByRole('region', { name: 'Choose run A' });
  await pickA.getByRole('searchbox').fill(quick.id.slice(0, 12));
  await eventually(async () => expect(await pickA.locator('[data-run]').count()).toBe(1));
  await pickA.locator(`[data-run="${quick.id}"]`).press('Enter');
  await page.locator(`[data-run="${slow.id}"]`).click();
  await page.getByRole('heading', { name: 'What differs most' }).waitFor();
  expect(new URL(page.url()).search).toBe(`?a=${quick.id}&b=${slow.id}`);

  const most = page.getByRole('region', { name: 'What differs most' });
  expect(await most.getByRole('listitem').first().textContent()).toMatch(
    /lookup.*fails in B only.*2\.00 s longer in B/,
  );
  const figures = page.getByRole('table', { name: 'Side by side' });
  expect(await figures.getByRole('row', { name: /Duration/ }).textContent()).toBe(
    'Duration900 ms2.90 s+2.00 s',
  );
  const steps = page.getByRole('table', { name: 'Steps beside each other' });
  expect(await steps.getByRole('row', { name: /lookup/ }).textContent()).toContain('A 400 ms, B 2.40 s');
  await page.getByRole('button', { name: 'Only in B' }).click();
  await eventually(async () => expect(await steps.locator('.obs-compared-bar').count()).toBe(1));
  expect(await steps.textContent()).toContain('apologise');
  await page.getByRole('button', { name: 'Swap A and B' }).click();
  await most.getByText('fails in A only').waitFor();
});

test('a period is compared with the one before it', async () => {
  const page = await fixture.open(`/compare?mode=periods&${stretch}&q=agent%3Aclerk`);
  const figures = page.getByRole('table', { name: 'Side by side' });
  await figures.getByRole('row', { name: /Time, mean/ }).waitFor();
  expect(await figures.getByRole('row', { name: /Time, mean/ }).textContent()).toContain('900 ms2.90 s');
  expect(await figures.getByRole('row', { name: /Runs/ }).textContent()).toBe('Runs110');
  const most = page.getByRole('region', { name: 'What differs most' });
  await most.getByText('fails 0 % → 100 %').waitFor();
  await page.getByLabel('Compared with').selectOption('week');
  await page.getByRole('heading', { name: 'No run in A' }).waitFor();
});

test('two groups are what two queries find', async () => {
  const page = await fixture.open('/compare?mode=groups');
  await page.getByLabel('Group A').fill('agent:clerk duration:<1s');
  await page.getByLabel('Group B').fill('agent:clerk duration:>1s');
  await page.keyboard.press('Enter');
  const steps = page.getByRole('table', { name: 'Steps' });
  await steps.getByRole('row', { name: /lookup/ }).waitFor();
  expect(await steps.getByRole('row', { name: /lookup/ }).textContent()).toContain('400 ms → 2.40 s');
  await page.getByLabel('Group B').fill('agnet:clerk');
  await page.keyboard.press('Enter');
  await page
    .getByRole('alert')
    .getByText(/There is no field "agnet"/)
    .waitFor();
  fixture.forgive(/400/);
});

test('a session is read as a conversation, with what each turn cost', async () => {
  const page = await fixture.open('/sessions');
  await page.getByRole('link', { name: 'chat-42' }).click();
  const turns = page.locator('.obs-turn');
  await eventually(async () => expect(await turns.count()).toBe(2));
  await turns.first().getByText('Is the lamp there?').waitFor();
  expect(await turns.nth(1).textContent()).toContain(' later');
  await turns.nth(1).getByText('Still not.').waitFor();
  expect(await turns.first().textContent()).toContain('$0.1512');
  expect(await turns.first().getByRole('link', { name: 'clerk' }).getAttribute('href')).toBe(
    `/executions/${quick.id}`,
  );
  const third = await sendClerk(Date.now() - 1_000, 300, false);
  await eventually(async () => expect(await turns.count()).toBe(3), 90_000);
  await turns.nth(2).locator(`a[href="/executions/${third.id}"]`).waitFor();
});

test('a user has their sessions, agents and cost, and leads to export and erasure', async () => {
  const page = await fixture.open('/users');
  await page.getByRole('searchbox').fill('nobody');
  await page.getByText('None of these matches.').waitFor();
  await page.getByRole('searchbox').fill('ad');
  await page.getByRole('link', { name: 'ada' }).click();
  await page.getByRole('table', { name: 'Sessions' }).getByRole('link', { name: 'chat-42' }).waitFor();
  expect(await page.getByRole('table', { name: 'By agent' }).textContent()).toContain('clerk');
  expect(await page.getByRole('link', { name: 'Export or erase their data' }).getAttribute('href')).toContain(
    '/admin/',
  );
});

test.each([
  ['1440 px', wide],
  ['390 px', phone],
] as const)('at %s all parts are in their place and axe finds nothing', async (_name, options) => {
  const paths = [
    '/compare',
    `/compare?a=${quick.id}&b=${slow.id}`,
    '/compare?mode=periods&range=3m',
    '/sessions',
    '/sessions/chat-42',
    '/users',
    '/users/ada',
  ];
  for (const path of paths) {
    const page = await fixture.open(path, { ...options, reducedMotion: 'reduce' });
    await page.locator('main h1').waitFor();
    await eventually(async () => expect(await page.locator('.obs-skeleton').count()).toBe(0));
    expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([
      path,
      options.viewport.width,
    ]);
    expect([path, await axeFindings(page)]).toEqual([path, []]);
    await page.close();
  }
});

test('on a phone names break at their separators, and a long id shows its ends', async () => {
  const id = '0af76519-16cd-43dd-8448-eb211c80319c';
  await sendClerk(Date.now() - 2_000, 300, false, {
    'session.id': id,
    'user.id': 'reconciliation.department@accounts.example.com',
    'gen_ai.agent.name': 'reconciliation_of_accounts',
  });
  const page = await fixture.open('/sessions', phone);
  const link = page.getByRole('link', { name: id });
  await link.waitFor();
  // All of it stays in the text, for those who copy it or have it read to them.
  expect(await link.textContent()).toBe(id);
  expect(
    await link.locator('.obs-name-middle').evaluate((middle) => middle.getBoundingClientRect().width),
  ).toBe(0);
  expect((await link.boundingBox())?.height).toBeLessThan(30);
  expect(await brokenNames(page)).toEqual({ words: [], tables: [] });
  expect(await axeFindings(page)).toEqual([]);
  for (const path of ['/users', `/sessions/${id}`, '/agents']) {
    await page.goto(fixture.url + path);
    await page.locator('.obs-data-table .obs-name').first().waitFor();
    expect([path, await brokenNames(page)]).toEqual([path, { words: [], tables: [] }]);
  }
});
