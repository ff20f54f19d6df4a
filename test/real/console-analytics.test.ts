import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { sendPast } from '../support/past-runs.ts';
import { sendRecords, sendSpans } from '../support/send.ts';

let fixture: ConsoleFixture;
/** The run that was judged worst. */
let worst: AgentRun;
const DAYS = 15;

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  // Fifteen days alike, and then two hours with fifteen times as many runs, of which half fail.
  await sendPast(fixture.url, {
    agent: 'contract-review',
    hours: DAYS * 24,
    hour: (ago) =>
      ago < 2 ? { runs: 60, failed: 30, durationMs: 9_000 } : { runs: 4, failed: 0, durationMs: 1_500 },
  });
  const now = Date.now();
  const scores = [0.92, 0.97, 0.4, 0.12];
  const runs = scores.map(
    (_, index) => new AgentRun({ name: 'writer', startMs: now - 60_000 - index * 1_000 }),
  );
  worst = runs[3] ?? new AgentRun();
  await sendSpans(
    fixture,
    runs.map((run) => run.span()),
  );
  const judgement = (run: AgentRun, name: string, attributes: Record<string, string | number>) => ({
    timeMs: now - 30_000,
    eventName: 'gen_ai.evaluation.result',
    body: 'judged',
    traceId: run.traceId,
    spanId: run.spanId,
    attributes: { 'log.record.uid': `${run.id}${name}`, 'gen_ai.evaluation.name': name, ...attributes },
  });
  await sendRecords(
    fixture,
    runs.map((run, index) =>
      judgement(run, 'relevance', {
        'gen_ai.evaluation.score.value': scores[index] ?? 0,
        'gen_ai.evaluation.score.label': (scores[index] ?? 0) < 0.5 ? 'fail' : 'pass',
      }),
    ),
  );
  await eventually(async () => {
    const { executions } = await (await fetch(`${fixture.url}/api/v1/analytics?minutes=23040`)).json();
    // 358 hours of 4, 2 of 60, and four that were judged.
    expect(executions).toBe(358 * 4 + 2 * 60 + 4);
    const status = await (await fetch(`${fixture.url}/status`)).json();
    expect(status.counts.fold_queue).toBe(0);
  }, 150_000);
  await fetch(`${fixture.url}/api/v1/executions/${worst.id}/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"score": 0, "comment": "<i>wrong</i> invoice", "user_id": "ada"}',
  });
}, 240_000);
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

const rows = async (page: Page, table: string) => {
  await page.getByRole('table', { name: table }).waitFor({ state: 'attached' });
  return page.getByRole('table', { name: table }).locator('tbody tr').allTextContents();
};
const noSidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test('what is out of the usual is told with what is usual, and leads to its agent', async () => {
  const page = await fixture.open('/analytics?range=24h');
  const usual = page.getByRole('region', { name: 'Out of the usual' });
  await usual
    .getByText('60 an hour. Usual at this hour of the week: 4 an hour', { exact: false })
    .first()
    .waitFor();
  await usual
    .getByText(/^50 %\. Usual at this hour of the week: 0 %/)
    .first()
    .waitFor();
  await usual.getByRole('link', { name: 'contract-review' }).first().click();
  await page.getByRole('heading', { name: 'contract-review', level: 1 }).waitFor();
});

test('figures, volume, error rate and response times are shown, of all or of one agent', async () => {
  const page = await fixture.open('/analytics?range=24h');
  await page.getByRole('img', { name: 'Events over time, failed ones apart.' }).waitFor();
  const course = await rows(page, 'How long executions took, by the time they began.');
  expect(course.length).toBeGreaterThanOrEqual(96);
  // Runs of 1.5 s, a fifth more or less, and at last of 9 s.
  expect(course.some((row) => /1\.\d\d s1\.\d\d s1\.\d\d s$/.test(row))).toBe(true);
  expect(course.some((row) => /[89]\.\d\d s10\.\d s10\.\d s$/.test(row))).toBe(true);
  const times = await rows(page, 'How many runs took how long.');
  expect(times.length).toBeGreaterThanOrEqual(4);
  await page.getByText(/^p99 /).waitFor();
  expect((await rows(page, 'Performance by agent'))[0]).toContain('contract-review');
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Agent' }).selectOption('writer');
  await page.waitForURL(/agent=writer/);
  await eventually(async () => expect(await rows(page, 'Performance by agent')).toHaveLength(1));
});

test('a forecast stands beside the days before it, for the metric and horizon that are chosen', async () => {
  const page = await fixture.open('/analytics');
  const panel = page.getByRole('region', { name: 'What is likely to come' });
  await panel.getByText(/^[\d,]+ in all, between [\d,]+ and [\d,]+ in nine of ten cases/).waitFor();
  const course = await rows(page, 'Runs so far, and what is expected with its band.');
  // Seven days to come, after those that were.
  expect(course.filter((row) => /–/.test(row)).length).toBeGreaterThanOrEqual(7);
  await panel.getByRole('button', { name: 'Cost' }).click();
  await panel.getByRole('button', { name: 'A month' }).click();
  await panel.getByText(/^\$[\d.]+ in all/).waitFor();
  await page.reload();
  await panel.getByText(/^\$[\d.]+ in all/).waitFor();
});

test('scores are told by evaluator, with distribution, worst runs and what users said', async () => {
  const page = await fixture.open('/evaluations');
  const scores = await rows(page, 'Scores by evaluator');
  // The mean of 0.92, 0.97, 0.4 and 0.12.
  expect(scores[0]).toMatch(/^relevance0\.60—4/);
  expect(scores[1]).toMatch(/^user_feedback0\.00—1/);
  const tenths = await rows(page, 'How often relevance gave which score.');
  expect(tenths[9]).toBe('0.9 – 12 judgements');
  expect(tenths[1]).toBe('0.1 – 0.21 judgement');

  const worstRuns = await rows(page, 'Runs with the lowest scores');
  expect(worstRuns.map((row) => row.slice(0, 19))).toEqual([
    'writeruser_feedback',
    'writerrelevance0.12',
    'writerrelevance0.40',
  ]);
  expect((await rows(page, 'What users said, newest first'))[0]).toContain('<i>wrong</i> invoice');
  expect(await page.locator('main i:not([aria-hidden])').count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);

  await page.getByRole('button', { name: 'user_feedback' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'user_feedback: scores' }).waitFor();
  await page.getByRole('button', { name: 'Agent', exact: true }).click();
  await eventually(async () =>
    expect((await rows(page, 'Scores by evaluator'))[0]).toMatch(/^writerrelevance0\.60/),
  );
  await page.getByRole('table', { name: 'Runs with the lowest scores' }).getByRole('link').first().click();
  await page.waitForURL(`**/executions/${worst.id}`);
});

test('scores stand under the name of what they are grouped by while others are on their way', async () => {
  const page = await fixture.open('/evaluations');
  await rows(page, 'Scores by evaluator');
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(/evaluations\/summary\?.*by=agent/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Agent', exact: true }).click();
  await page.waitForURL(/by=agent/);
  const table = page.getByRole('table', { name: 'Scores by evaluator' });
  expect(await table.getByRole('columnheader', { name: 'Agent' }).count()).toBe(0);
  expect((await rows(page, 'Scores by evaluator'))[0]).toMatch(/^relevance/);
  answer();
  await table.getByRole('columnheader', { name: 'Agent' }).waitFor();
});

test('where nothing was judged the page says how to', async () => {
  const page = await fixture.open('/evaluations?agent=contract-review');
  await page.getByText('Nothing was judged in this range').waitFor();
  await page.getByText('recordEvaluation({').waitFor();
  await page.getByRole('button', { name: 'Copy evaluate.js' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test('on a phone all of it is one column', async () => {
  for (const path of ['/analytics', '/evaluations']) {
    const page = await fixture.open(path, phone);
    await page.locator('main table').first().waitFor({ state: 'attached' });
    await page.waitForFunction(() => document.querySelector('.obs-skeleton') === null);
    expect(await noSidewaysScroll(page), path).toBe(true);
    expect(await axeFindings(page), path).toEqual([]);
    await page.context().close();
  }
});

test('the browser complained about nothing', () => {
  expect(fixture.complaints).toEqual([]);
});
