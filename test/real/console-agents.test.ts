import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { settled } from '../support/console-pages.ts';
import { eventually } from '../support/eventually.ts';
import type { PlainSpan } from '../support/otlp-json.ts';
import { sendSpans } from '../support/send.ts';

let fixture: ConsoleFixture;
const HOSTILE = '<b>coder</b>';
const WORKFLOW = 'close-month';
const late = { type: 'TimeoutError', message: 'the search did not answer' };
/** The run of the workflow whose step `explain` took longest. */
let slowest: AgentRun;

/** A step of a workflow's run, `atMs` after its begin. */
const step = (run: AgentRun, name: string, atMs: number, tookMs: number, over: Partial<PlainSpan> = {}) =>
  run.child(
    { 'observatory.step.name': name, 'observatory.step.kind': 'step' },
    { name, startMs: run.startMs + atMs, endMs: run.startMs + atMs + tookMs, ...over },
  );

/** load 0.2 s, then explain with a call of a model, then post, which fails in every second run and is tried again. */
function monthEnd(startMs: number, explainMs: number, isBusy: boolean): readonly [AgentRun, PlainSpan[]] {
  const run = new AgentRun({ name: WORKFLOW, kind: 'workflow', startMs, endMs: startMs + explainMs + 500 });
  const explain = step(run, 'explain', 200, explainMs);
  const call = run.chat({}, { startMs: startMs + 210, endMs: startMs + 190 + explainMs });
  const post = 210 + explainMs;
  return [
    run,
    [
      run.span(),
      step(run, 'load', 0, 200),
      explain,
      { ...call, parentSpanId: explain.spanId },
      step(run, 'post', post, 100, isBusy ? { failure: { type: 'LedgerError', message: 'busy' } } : {}),
      ...(isBusy ? [step(run, 'post', post + 110, 100)] : []),
    ],
  ];
}

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  const now = Date.now();
  const send = (spans: readonly PlainSpan[], version: string) =>
    sendSpans(fixture, spans, 'shop', { 'service.version': version, 'deployment.environment.name': 'prod' });
  const planners = (count: number, from: number, seconds: number) =>
    Array.from({ length: count }, (_, index) => {
      const startMs = now - from + index * 10_000;
      return new AgentRun({ startMs, endMs: startMs + seconds * 1_000 });
    });
  const [old, fresh] = [planners(4, 600_000, 2), planners(4, 300_000, 4)];
  await send(
    old.flatMap((run) => [run.span(), run.chat()]),
    '1.9',
  );
  await send(
    fresh.flatMap((run, index) => [
      run.span(index === 0 ? { failure: late } : {}),
      run.chat(),
      run.tool('search', index === 0 ? { failure: late } : {}),
    ]),
    '1.10',
  );
  const coder = new AgentRun({ name: HOSTILE, startMs: now - 200_000 });
  const first = monthEnd(now - 180_000, 3_000, false);
  const second = monthEnd(now - 120_000, 4_000, true);
  slowest = second[0];
  await send([coder.span(), ...first[1], ...second[1]], '1.9');
  await eventually(async () => {
    const { agents } = await (await fetch(`${fixture.url}/api/v1/agents`)).json();
    expect(agents.map((one: { executions: number }) => one.executions).toSorted()).toEqual([1, 2, 8]);
  }, 90_000);
});
afterEach(() => fixture?.closePages());
afterAll(() => fixture?.stop());

const rows = async (page: Page, table: string) => {
  await page.getByRole('table', { name: table }).waitFor();
  return page.getByRole('table', { name: table }).locator('tbody tr').allInnerTexts();
};
const table = 'Agents with how they fare';
const noSidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test('agents are listed with their figures, sorted and found by words', async () => {
  const page = await fixture.open('/agents');
  const [planner] = await rows(page, table);
  // 7 of 8 went well; medians of 2, 2, 2, 2, 4, 4, 4, 4 seconds.
  expect(planner).toMatch(/planner[\s\S]*\b8\b[\s\S]*new[\s\S]*88 %[\s\S]*3\.00 s[\s\S]*4\.00 s/);
  await page.getByRole('img', { name: /Runs of planner over the range/ }).waitFor();

  await page.getByRole('button', { name: 'Success' }).click();
  expect((await rows(page, table))[0]).toContain(HOSTILE);
  expect(await page.locator('table b').count()).toBe(0);

  await page.keyboard.press('/');
  await page.keyboard.type('1.10 SHOP');
  await page.getByText('1 of 2 agents').waitFor();
  expect(await rows(page, table)).toHaveLength(1);
  await page.reload();
  await page.getByText('1 of 2 agents').waitFor();
  await page.getByRole('searchbox', { name: 'Find agents' }).fill('nobody');
  await page.getByText('No agent has these words.').waitFor();

  await page.goto(`${fixture.url}/agents?environment=test`);
  await page.getByText('No agent ran in this range').waitFor();
  await page.getByRole('combobox', { name: 'Environment' }).selectOption('prod');
  expect(await rows(page, table)).toHaveLength(2);
  expect(await axeFindings(page)).toEqual([]);
});

test('one agent tells why it fails, where its time goes, and what changed with a version', async () => {
  const page = await fixture.open('/agents');
  await page.getByRole('link', { name: 'planner' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'planner', level: 1 }).waitFor();
  expect((await rows(page, 'Failures by cause'))[0]).toContain('TimeoutError');
  expect((await rows(page, 'Models that it calls'))[0]).toMatch(/gpt-4\.1[\s\S]*\b8\b/);
  expect((await rows(page, 'Tools that it calls'))[0]).toMatch(
    /search[\s\S]*\b4\b[\s\S]*1 · 25 %[\s\S]*1\.00 s/,
  );
  // 8 of 24 seconds are calls of the model, a second each; those of the tool run at the same time.
  const shares = await rows(page, 'Steps by their part of the time of runs');
  expect(shares[0]).toMatch(/itself, between steps[\s\S]*67 %/);
  expect(await rows(page, 'Its newest runs')).toHaveLength(8);
  // 1.10 is newer than 1.9.
  const versions = await rows(page, 'Figures of two versions');
  expect(versions[1]).toMatch(/Success\s+100 %\s+75 %\s+−25 %/);
  expect(versions[2]).toMatch(/Duration, p50\s+2\.00 s\s+4\.00 s\s+\+100 %/);
  await page
    .getByRole('table', { name: 'Runs over time, those that failed apart.' })
    .waitFor({ state: 'attached' });
  expect(await axeFindings(page)).toEqual([]);

  await page.getByRole('link', { name: 'TimeoutError' }).click();
  await page.waitForURL(/\/errors\/[0-9a-f]+/);
});

test('all errors of an agent are those of that agent alone, in its range', async () => {
  const late = new AgentRun({ name: 'latecomer' });
  await sendSpans(fixture, [late.span({ failure: { type: 'LedgerError', message: 'closed' } })], 'shop');
  const page = await fixture.open('/agents/planner?range=6h');
  await page.getByRole('link', { name: 'All errors' }).click();
  await page.waitForURL('**/errors?agent=planner&range=6h');
  await page.getByText('1 run failed, for 1 cause').waitFor();
  expect(await rows(page, 'Failures by cause')).toEqual([expect.stringMatching(/^TimeoutError/)]);
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Only of planner' }).click();
  await page.waitForURL('**/errors?range=6h');
  await eventually(async () => expect(await rows(page, 'Failures by cause')).toHaveLength(2));
});

test('a stretch drawn on a chart becomes the range of the page', async () => {
  const page = await fixture.open('/agents/planner?range=1h');
  const chart = page.getByRole('img', { name: 'Runs over time, those that failed apart.' });
  await chart.scrollIntoViewIfNeeded();
  // What comes above it would move it.
  await settled(page, 'the agent');
  const box = await chart.boundingBox();
  if (!box) throw new Error('the chart has no place');
  await page.mouse.move(box.x + box.width / 2, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 20, box.y + 80, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=.*to=/);
});

test('a name that no agent has says so', async () => {
  const page = await fixture.open('/agents/nobody');
  await page.getByText('nobody did not run in this range.').waitFor();
  fixture.forgive(/404/);
});

test('the slowest step of a workflow is said first, marked in the graph, and shown by keyboard', async () => {
  const page = await fixture.open('/workflows');
  await page.getByRole('link', { name: WORKFLOW }).click();
  // Of 3.5 and 4.5 seconds explain has 3 and 4; nearly all of it passes in the call.
  await page
    .getByText(
      /Slowest step\s+explain\s*: 3\.50 s on average, 88 % of the time of runs, most of it in gpt-4\.1/,
    )
    .waitFor();
  const graph = page.getByRole('region', { name: /Graph of steps/ });
  const explain = graph.getByRole('button', { name: /^Step explain slowest 3\.50 s/ });
  await graph.getByRole('button', { name: /^Step post .*1 failed$/ }).waitFor();
  await graph.getByText('↻ 1').waitFor();
  await explain.focus();
  await page.keyboard.press('Enter');
  const detail = page.getByRole('region', { name: 'explain', exact: true });
  expect(await detail.innerText()).toMatch(/Comes after\s+load\s+Leads to\s+post/);
  await page.reload();
  await detail.getByRole('link', { name: 'The run in which it took longest' }).click();
  await page.waitForURL(`**/executions/${slowest.id}`);
});

test('the graph shows more or less, and the same stands in tables', async () => {
  const page = await fixture.open(`/workflows/${WORKFLOW}`);
  const graph = page.getByRole('region', { name: /Graph of steps/ });
  await graph.getByRole('button', { name: /LLM call gpt-4\.1/ }).waitFor();
  await page.getByRole('button', { name: 'Steps', exact: true }).click();
  await graph.getByRole('button', { name: /LLM call gpt-4\.1/ }).waitFor({ state: 'detached' });
  const before = await graph.getByRole('button', { name: /Step load/ }).boundingBox();
  await page.getByRole('button', { name: 'Smaller' }).click();
  const after = await graph.getByRole('button', { name: /Step load/ }).boundingBox();
  expect(after?.width).toBeLessThan(before?.width ?? 0);
  expect((await rows(page, 'Steps with their time and failures'))[0]).toMatch(
    /explain[\s\S]*88 %[\s\S]*3\.50 s/,
  );
  const edges = await page
    .getByRole('table', { name: 'Ways between steps' })
    .locator('tbody tr')
    .allTextContents();
  expect(edges).toContain('explainthenpost2110 ms');
  expect(await axeFindings(page)).toEqual([]);
});

test('a definition is asked for by a command, and shown once it is kept', async () => {
  const page = await fixture.open(`/workflows/${WORKFLOW}`);
  await page.getByText('curl -X PUT').waitFor();
  await fetch(`${fixture.url}/api/v1/workflows/${WORKFLOW}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"definition": {"steps": ["load", "explain", "post"]}}',
  });
  await page.reload();
  await page.getByText(/"steps": \[/).waitFor();
});

test('on a phone all of it is one column', async () => {
  for (const path of ['/agents', '/agents/planner', '/workflows', `/workflows/${WORKFLOW}`]) {
    const page = await fixture.open(path, phone);
    await page.locator('main table').first().waitFor({ state: 'attached' });
    await page.waitForFunction(() => document.querySelector('.obs-skeleton') === null);
    expect(await noSidewaysScroll(page), path).toBe(true);
    expect(await axeFindings(page), path).toEqual([]);
    await page.context().close();
  }
});

test('in the dark colours keep their contrast', async () => {
  const page = await fixture.open(`/workflows/${WORKFLOW}`, { ...wide, colorScheme: 'dark' });
  await page
    .getByText(/Slowest step/)
    .first()
    .waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test('a hub that is minutes old offers the range that shows them; an older one does not', async () => {
  const page = await fixture.open('/agents/planner');
  await page.getByRole('button', { name: /^All runs are of the last (?:15 minutes|hour): zoom in$/ }).click();
  await page.waitForURL(/\/agents\/planner\?range=(?:15m|1h)$/);
  const zoom = page.getByRole('button', { name: /zoom in$/ });
  await zoom.waitFor({ state: 'detached' });

  await sendSpans(fixture, [new AgentRun({ startMs: Date.now() - 3 * 3_600_000 }).span()], 'shop');
  await eventually(async () => {
    const asked = page.waitForResponse((answer) => answer.url().includes('/api/v1/executions?limit=1&to='));
    await page.goto(`${fixture.url}/agents/planner`);
    const { executions } = await (await asked).json();
    expect(executions).toHaveLength(1);
  }, 90_000);
  await page.getByRole('heading', { name: 'Duration' }).waitFor();
  expect(await zoom.count()).toBe(0);
});

test('the browser complained about nothing', () => {
  expect(fixture.complaints).toEqual([]);
});
