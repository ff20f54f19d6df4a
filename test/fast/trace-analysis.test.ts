import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get } from '../support/api.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

interface Path {
  execution_id: string | null;
  name: string;
  status: string;
  duration_ms: number;
  span_count: number;
  truncated: boolean;
  segments: { name: string; kind: string; offset_ms: number; self_ms: number; share: number }[];
  by_step: { name: string; self_ms: number; spans: number }[];
  outlasted_ms: number;
}
interface Row {
  path: string[];
  in: string;
  a: { count: number; duration_ms: number } | null;
  b: { count: number } | null;
}

let hub: TestHub;
const T0 = Date.now() - 600_000;

// planner    0 ─────────────────── 2000
// gpt-4.1    0 ─── 400
// search     100 ──────── 1200            began while the model ran, ended before the answer was written
//   GET stock   300 ─ 900                 of the service stock
// gpt-4.1              1250 ── 1900
const run = new AgentRun({ startMs: T0 });
const search = run.tool('search', { startMs: T0 + 100, endMs: T0 + 1200 });
const first = run.chat({}, { startMs: T0, endMs: T0 + 400 });
const second = run.chat({}, { startMs: T0 + 1250, endMs: T0 + 1900 });
const served = {
  traceId: run.traceId,
  spanId: newSpanId(),
  parentSpanId: search.spanId,
  name: 'GET stock',
  kind: 2,
  startMs: T0 + 300,
  endMs: T0 + 900,
};

const other = new AgentRun({ startMs: T0 + 10_000 });
const broken = { type: 'TimeoutError', message: 'the shelf is empty' };

const plainTrace = newTraceId();
const bigTrace = newTraceId();
const going = new AgentRun({ name: 'going', startMs: T0 });

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(hub, [run.span(), search, first, second]);
  await sendSpans(hub, [served], 'stock');
  await sendSpans(hub, [
    other.span({ startMs: T0 + 10_000, endMs: T0 + 11_000, failure: broken }),
    other.chat({}, { startMs: T0 + 10_000, endMs: T0 + 10_300 }),
    other.tool('write', { startMs: T0 + 10_300, endMs: T0 + 10_900, failure: broken }),
  ]);
  await sendSpans(hub, [
    { traceId: plainTrace, spanId: 'a'.repeat(16), name: 'GET /', startMs: T0, endMs: T0 + 100 },
    // Its own ancestor, and an end before its start.
    {
      traceId: plainTrace,
      spanId: 'b'.repeat(16),
      parentSpanId: 'c'.repeat(16),
      name: 'x',
      startMs: T0 + 60,
      endMs: T0 + 50,
    },
    {
      traceId: plainTrace,
      spanId: 'c'.repeat(16),
      parentSpanId: 'b'.repeat(16),
      name: 'y',
      startMs: T0 + 20,
      endMs: T0 + 80,
    },
  ]);
  await sendRecords(hub, [going.start()]);
  const bigRoot = newSpanId();
  const many = (from: number) =>
    Array.from({ length: 7000 }, (_, i) => ({
      traceId: bigTrace,
      spanId: (from + i + 1).toString(16).padStart(16, '0'),
      parentSpanId: bigRoot,
      name: `part ${i % 10}`,
      startMs: T0 + from + i,
      endMs: T0 + from + i + 1,
    }));
  await sendSpans(hub, [
    { traceId: bigTrace, spanId: bigRoot, name: 'big', startMs: T0, endMs: T0 + 30_000 },
  ]);
  for (const from of [0, 7000]) await sendSpans(hub, many(from));
});
afterAll(() => hub.remove());

const pathOf = (id: string) => get<Path>(hub, `/api/v1/traces/${id}/critical-path`);

describe('the critical path of a trace', () => {
  test('is what its time consists of, over services', async () => {
    const path = await pathOf(run.traceId);
    expect(path).toMatchObject({
      execution_id: run.id,
      name: 'planner',
      status: 'completed',
      duration_ms: 2000,
      span_count: 5,
      truncated: false,
      outlasted_ms: 0,
    });
    // The first model call ran beside search, and nobody waited for its end.
    expect(
      path.segments.map(({ name, kind, offset_ms, self_ms }) => [name, kind, offset_ms, self_ms]),
    ).toEqual([
      ['planner', 'agent', 0, 100],
      ['search', 'tool', 100, 200],
      ['GET stock', 'span', 300, 600],
      ['search', 'tool', 900, 300],
      ['planner', 'agent', 1200, 50],
      ['gpt-4.1', 'llm', 1250, 650],
      ['planner', 'agent', 1900, 100],
    ]);
    expect(path.segments.map(({ share }) => share)).toEqual([0.05, 0.1, 0.3, 0.15, 0.025, 0.325, 0.05]);
    expect(path.by_step.map(({ name, self_ms }) => [name, self_ms])).toEqual([
      ['gpt-4.1', 650],
      ['GET stock', 600],
      ['search', 500],
      ['planner', 250],
    ]);
  });

  test('is the same by the id of its execution, in upper case too', async () => {
    const byTrace = await pathOf(run.traceId);
    expect(await pathOf(run.id)).toEqual(byTrace);
    expect(await pathOf(run.id.toUpperCase())).toEqual(byTrace);
  });

  test('is there for a trace without an agent, whatever loops its spans make', async () => {
    const path = await pathOf(plainTrace);
    // x, the smaller id of the loop, hangs on the root: it has no length, and y is below it.
    expect(path).toMatchObject({ execution_id: null, name: 'GET /', duration_ms: 100 });
    expect(path.segments.reduce((sum, { self_ms }) => sum + self_ms, 0)).toBe(100);
  });

  test('of a run that only events tell of goes on until now', async () => {
    const path = await pathOf(going.id);
    expect(path).toMatchObject({ status: 'running', execution_id: going.id });
    expect(path.duration_ms).toBeGreaterThan(599_000);
    expect(path.segments).toHaveLength(1);
  });

  test('of more spans than are read says that it is of some', async () => {
    const path = await pathOf(bigTrace);
    expect([path.truncated, path.span_count, path.duration_ms]).toEqual([true, 10_001, 30_000]);
    expect(path.segments).toHaveLength(5000);
    const sum = path.by_step.reduce((ms, { self_ms }) => ms + self_ms, 0);
    expect(sum).toBeCloseTo(30_000, 6);
  });
});

test('flame data has the frames by path of names, and the rows of a waterfall', async () => {
  const flame = await get<{
    frames: number;
    roots: { name: string; total_ms: number; self_ms: number; value: number; children: unknown[] }[];
    waterfall: { name: string; depth: number; offset_ms: number; self_ms: number; path_ms: number }[];
  }>(hub, `/api/v1/traces/${run.traceId}/flame`);
  expect(flame.frames).toBe(4);
  // Of planner, 0–1200 and 1250–1900 are covered: 150 of its own. 150 + gpt-4.1 1050 + search 1100.
  expect(flame.roots).toMatchObject([
    {
      name: 'planner',
      total_ms: 2000,
      self_ms: 150,
      value: 2300,
      children: [
        { name: 'gpt-4.1', count: 2, total_ms: 1050, self_ms: 1050, children: [] },
        {
          name: 'search',
          total_ms: 1100,
          self_ms: 500,
          value: 1100,
          children: [{ name: 'GET stock', service: 'stock' }],
        },
      ],
    },
  ]);
  expect(
    flame.waterfall.map(({ name, depth, offset_ms, path_ms }) => [name, depth, offset_ms, path_ms]),
  ).toEqual([
    ['planner', 0, 0, 250],
    ['gpt-4.1', 1, 0, 0],
    ['search', 1, 100, 500],
    ['GET stock', 2, 300, 600],
    ['gpt-4.1', 1, 1250, 650],
  ]);
  const single = await get<{ frames: number }>(hub, `/api/v1/traces/${run.traceId}/flame?merge=false`);
  expect(single.frames).toBe(5);
});

test('two runs of one agent are beside one another: in the order of a, then what only b did', async () => {
  const answer = await get<{
    a: { status: string };
    b: { status: string; error: unknown; figures: { llm_calls: number; input_tokens: number } };
    difference: { duration_ms: number; tokens: number };
    structure: unknown;
    steps: Row[];
  }>(hub, `/api/v1/compare/traces?a=${run.id}&b=${other.traceId}`);
  expect(
    answer.steps.map(({ path, in: where, a, b }) => [path.join(' › '), where, a?.count, b?.count]),
  ).toEqual([
    ['planner', 'both', 1, 1],
    ['planner › gpt-4.1', 'both', 2, 1],
    ['planner › search', 'a', 1, undefined],
    ['planner › write', 'b', undefined, 1],
  ]);
  expect(answer.a.status).toBe('completed');
  expect(answer.b).toMatchObject({
    status: 'failed',
    error: broken,
    figures: { llm_calls: 1, tool_calls: 1, input_tokens: 100, output_tokens: 10 },
  });
  expect(answer.difference).toMatchObject({ duration_ms: -1000, tokens: -110 });
  expect(answer.structure).toEqual({ is_same: false, in_both: 2, only_a: 1, only_b: 1 });
});

test.each([
  ['/api/v1/traces/xyz/critical-path', 400, 'OBS_BAD_REQUEST', 'params.id'],
  [`/api/v1/traces/${'0'.repeat(31)}/flame`, 400, 'OBS_BAD_REQUEST', 'params.id'],
  [`/api/v1/traces/${'0'.repeat(32)}/flame`, 404, 'OBS_TRACE_NOT_FOUND', 'params.id'],
  [`/api/v1/traces/${run.traceId}${'0'.repeat(16)}/flame`, 404, 'OBS_TRACE_NOT_FOUND', 'params.id'],
  [`/api/v1/traces/${run.traceId}/flame?merge=maybe`, 400, 'OBS_BAD_REQUEST', 'query.merge'],
  [`/api/v1/traces/${run.traceId}/flame?depth=3`, 400, 'OBS_BAD_REQUEST', 'query.depth'],
  [`/api/v1/compare/traces?a=${run.id}`, 400, 'OBS_BAD_REQUEST', 'query'],
  [`/api/v1/compare/traces?a=${run.id}&b=1`, 400, 'OBS_BAD_REQUEST', 'query.b'],
  [`/api/v1/compare/traces?a=${'f'.repeat(48)}&b=${run.id}`, 404, 'OBS_TRACE_NOT_FOUND', 'query.a'],
])('a wrong question is told where it is wrong: %s', async (path, status, code, where) => {
  expect(await ask(hub, path)).toMatchObject({ status, body: { error: { code, where } } });
});
