import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { chatSpan, newRun, runSpan, sendSpans } from '../support/sample-run.ts';

let fixture: ConsoleFixture;

const BY_NAME =
  "SELECT name, count(*) AS runs, 1.5 AS weight, '=1+1' AS text FROM executions GROUP BY name ORDER BY name";
const SLOW =
  'SELECT count(*) FROM generate_series(1,10000) a, generate_series(1,10000) b, generate_series(1,1000) c';
const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL' });
const cells = (page: Page) =>
  page.getByRole('table', { name: 'Rows of the answer' }).getByRole('cell').allTextContents();
const queryPath = (sql: string, more = '') => `/query?${new URLSearchParams({ sql })}${more}`;

/** Writes over what is in the editor as a person does; `fill` uses a command of the browser that adds styles. */
async function write(page: Page, sql: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(sql);
}

beforeAll(async () => {
  fixture = await ConsoleFixture.start({ MAX_EVENTS_PER_QUERY: '10000' });
  const now = Date.now();
  const runs = [
    newRun('planner', now - 90_000),
    newRun('planner', now - 30_000),
    newRun('writer', now - 20_000),
  ];
  await sendSpans(fixture.url, [
    ...runs.map((run) => runSpan(run)),
    chatSpan(runs[0] ?? newRun('x'), 'gpt-4o-mini', 10),
  ]);
  await eventually(async () => {
    const answer = await fetch(`${fixture.url}/api/v1/executions`);
    expect((await answer.json()).executions).toHaveLength(3);
  });
});
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

test('SQL is written with completion, run by keyboard, and stands in the address', async () => {
  const page = await fixture.open('/query');
  await editor(page).click();
  await page.keyboard.type('select name from exec');
  await page.getByRole('option', { name: 'executions' }).first().waitFor();
  // The completion takes no key in its first moment, lest a letter be lost.
  await page.waitForTimeout(1_000);
  await page.keyboard.press('Enter');
  await page.keyboard.type(' order by name');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/^3 rows in/).waitFor();
  expect(await cells(page)).toEqual(['planner', 'planner', 'writer']);
  expect(new URL(page.url()).searchParams.get('sql')).toBe('select name from executions order by name');
  // The letters were the editor's, not keys of the page, which has one for each.
  expect(new URL(page.url()).pathname).toBe('/query');

  await page.reload();
  await page.getByText(/^3 rows in/).waitFor();
  await page.getByRole('button', { name: 'select name from executions order by name' }).waitFor();
});

test('nothing that is written is undone, and what is run is what is there, however slow the page', async () => {
  const page = await fixture.open('/query');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 10 });
  for (let round = 1; round <= 15; round += 1) {
    await write(page, `SELECT ${round} AS answer`);
    await page.keyboard.press('Control+Enter');
    await eventually(async () => expect(await cells(page)).toEqual([String(round)]));
    expect(await editor(page).textContent()).toBe(`SELECT ${round} AS answer`);
  }
});

test('an example is run by one click, and its chart drawn', async () => {
  const page = await fixture.open('/query');
  await page.getByRole('button', { name: 'Runs and failures by minute in the last hour' }).click();
  await page.getByRole('tab', { name: 'Chart' }).click();
  await page.getByRole('img', { name: 'runs, failed by minute' }).waitFor();
  await page.getByRole('checkbox', { name: 'failed' }).uncheck();
  await page.getByRole('img', { name: 'runs by minute' }).waitFor();
  await page.reload();
  await page.getByRole('img', { name: 'runs by minute' }).waitFor();
});

test('names become bars with their figures', async () => {
  const page = await fixture.open(queryPath(BY_NAME, '&view=chart'));
  const bars = page.getByRole('table', { name: 'runs, weight by name' });
  const planner = bars.getByRole('row', { name: /planner/ }).getByRole('cell');
  await planner.first().waitFor();
  expect(await planner.allTextContents()).toEqual(['2', '1.5']);
});

test('a fault is shown at its place, with what is wrong', async () => {
  const page = await fixture.open(queryPath('SELECT name,\n  nam FROM executions'));
  const fault = page.getByRole('alert');
  await fault.waitFor();
  expect(await fault.textContent()).toMatch(/Line 2, character 3: column "nam" does not exist/);
  await eventually(async () => expect(await page.locator('.cm-lintRange-error').textContent()).toBe('nam'));
  await write(page, 'DELETE FROM executions');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('One SELECT over the views below is all that is allowed here.').waitFor();
  fixture.forgive(/\b4\d\d\b/);
});

test('what takes long is stopped, on the hub too', async () => {
  const page = await fixture.open('/query');
  // Two statements run at a time: were these not ended, the last would wait for them.
  for (let round = 0; round < 3; round += 1) {
    await write(page, `${SLOW} WHERE a + b > ${round}`);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.waitForTimeout(500);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped. The hub has ended it too.').waitFor();
  }
  await write(page, 'SELECT 41 + 1 AS answer');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText(/^1 row in/).waitFor({ timeout: 10_000 });
  expect(await cells(page)).toEqual(['42']);
});

test('a double click on Run runs, one on Stop stops', async () => {
  const page = await fixture.open('/query');
  await write(page, SLOW);
  await page.getByRole('button', { name: 'Run', exact: true }).dblclick();
  const stop = page.getByRole('button', { name: 'Stop' });
  await stop.waitFor();
  expect(await page.getByRole('status').getByText('Stopped.').count()).toBe(0);
  await stop.dblclick();
  await page.getByText('Stopped. The hub has ended it too.').waitFor();
  expect(await stop.count()).toBe(0);
});

test('ten thousand rows are scrolled through; that there are more is said', async () => {
  const sql =
    'SELECT a.n, a.n * 2 AS twice FROM generate_series(1, 10000) AS a(n), generate_series(1, 2) AS b(m) ORDER BY 1';
  const page = await fixture.open(queryPath(sql));
  await page.getByText(/^10,000 rows in/).waitFor();
  await page.getByText(/There is more than these 10,000 rows/).waitFor();
  const table = page.getByRole('table', { name: 'Rows of the answer' });
  expect(await table.getByRole('row').count()).toBeLessThan(80);
  await table.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await table.getByRole('cell', { name: '10000', exact: true }).first().waitFor();
});

test('an answer is written to files; no cell is a formula', async () => {
  const page = await fixture.open(queryPath(BY_NAME));
  await page.getByText(/^2 rows in/).waitFor();
  expect(await fileOf(page, 'CSV')).toBe(
    "name,runs,weight,text\r\nplanner,2,1.5,'=1+1\r\nwriter,1,1.5,'=1+1\r\n",
  );
  expect(JSON.parse(await fileOf(page, 'JSON'))[0]).toMatchObject({ name: 'planner', text: '=1+1' });
});

async function fileOf(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return readFile(await download.path(), 'utf8');
}

test('what was run is kept in this browser as text, taken up again, and forgotten when asked', async () => {
  const page = await fixture.open('/query');
  await write(page, 'SELECT 7 AS lucky');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText(/^1 row in/).waitFor();
  expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('lucky\\":7');
  await page.goto(`${fixture.url}/query`);
  await page.getByRole('button', { name: 'SELECT 7 AS lucky' }).click();
  expect(await editor(page).textContent()).toBe('SELECT 7 AS lucky');
  await page.getByRole('button', { name: 'Forget all' }).click();
  expect(await page.evaluate("localStorage.getItem('observatory.queries')")).toBeNull();
});

test.each([
  ['wide', wide],
  ['phone', phone],
] as const)('axe finds nothing on a %s screen', async (_screen, options) => {
  for (const view of ['', '&view=chart']) {
    const page = await fixture.open(queryPath(BY_NAME, view), { ...options, reducedMotion: 'reduce' });
    await page.getByText(/^2 rows in/).waitFor();
    await page.locator('.obs-result, .obs-name-bars').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport.width);
  }
});

test('no page made the browser complain, of its content security policy neither', () => {
  expect(fixture.complaints).toEqual([]);
});
