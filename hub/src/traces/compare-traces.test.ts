import { expect, test } from 'vitest';
import { compareTraces, figuresOfTrace } from './compare-traces.ts';
import { span } from './span-fixture.ts';
import { type TraceSpan, traceTree } from './trace-tree.ts';

const treeOf = (spans: readonly TraceSpan[]) => traceTree(spans, 0);
const chat = (input: number, output: number, costPico: number | null): Partial<TraceSpan> => ({
  name: 'gpt-4.1',
  kind: 'llm',
  call: { isTool: false, inputTokens: input, outputTokens: output, costPico, isUnpriced: costPico === null },
});
const tool = (name: string): Partial<TraceSpan> => ({
  name,
  kind: 'tool',
  call: { isTool: true, inputTokens: 0, outputTokens: 0, costPico: null, isUnpriced: false },
});

const a = treeOf([
  span('a0', null, 0, 100, { name: 'planner', kind: 'agent' }),
  span('a1', 'a0', 0, 30, chat(100, 10, 2e12)),
  span('a2', 'a0', 30, 50, tool('search')),
  span('a3', 'a2', 35, 45, { name: 'GET /search', kind: 'span' }),
  span('a4', 'a0', 50, 90, { name: 'refine' }),
  span('a5', 'a4', 60, 80, chat(50, 5, 1e12)),
]);
const b = treeOf([
  span('b0', null, 1000, 1150, { name: 'planner', kind: 'agent', status: 'failed', errorType: 'Refused' }),
  span('b1', 'b0', 1000, 1040, chat(100, 20, null)),
  span('b2', 'b0', 1040, 1060, { ...tool('search'), status: 'failed', errorType: 'TimeoutError' }),
  span('b3', 'b0', 1060, 1100, tool('search')),
  span('b4', 'b0', 1100, 1140, tool('write')),
]);

test('steps are aligned by their path: in the order of a, then what is only in b', () => {
  const rows = compareTraces(a, b).map((row) => [
    row.path.join(' › '),
    row.kind,
    row.in,
    row.a?.count ?? 0,
    row.b?.count ?? 0,
    row.a?.duration_ms ?? null,
    row.b?.duration_ms ?? null,
  ]);
  expect(rows).toEqual([
    ['planner', 'agent', 'both', 1, 1, 100, 150],
    ['planner › gpt-4.1', 'llm', 'both', 1, 1, 30, 40],
    ['planner › search', 'tool', 'both', 1, 2, 20, 60],
    ['planner › refine', 'step', 'a', 1, 0, 40, null],
    ['planner › refine › gpt-4.1', 'llm', 'a', 1, 0, 20, null],
    ['planner › write', 'tool', 'b', 0, 1, null, 40],
  ]);
});

test('each step has its tokens, cost, statuses and errors, what is below it included', () => {
  const rows = new Map(compareTraces(a, b).map((row) => [row.path.join(' › '), row]));
  expect(rows.get('planner › refine')?.a).toMatchObject({
    llm_calls: 1,
    input_tokens: 50,
    output_tokens: 5,
    cost_usd: 1,
    first_offset_ms: 50,
  });
  expect(rows.get('planner › search')?.b).toMatchObject({
    statuses: { running: 0, completed: 1, failed: 1, cancelled: 0 },
    errors: [{ type: 'TimeoutError', count: 1 }],
    first_offset_ms: 40,
  });
  // Nothing of b is priced: not free, unknown.
  expect(rows.get('planner › gpt-4.1')?.b).toMatchObject({ cost_usd: null, unpriced_calls: 1 });
});

test('a trace adds up to what its roots hold', () => {
  expect(figuresOfTrace(a)).toMatchObject({
    count: 1,
    duration_ms: 100,
    llm_calls: 2,
    tool_calls: 1,
    input_tokens: 150,
    output_tokens: 15,
    cost_usd: 3,
  });
});

test('the runs of two agents are aligned below their roots, and traces without steps by their spans', () => {
  const other = treeOf([
    span('x0', null, 0, 10, { name: 'solver', kind: 'agent' }),
    span('x1', 'x0', 0, 5, tool('search')),
  ]);
  expect(compareTraces(a, other).map(({ path, in: where }) => [path.join(' › '), where])).toEqual([
    ['planner', 'both'],
    ['planner › gpt-4.1', 'a'],
    ['planner › search', 'both'],
    ['planner › refine', 'a'],
    ['planner › refine › gpt-4.1', 'a'],
  ]);
  const plain = (name: string) =>
    treeOf([
      span('r', null, 0, 10, { name: 'GET /', kind: 'span' }),
      span('c', 'r', 0, 5, { name, kind: 'span' }),
    ]);
  expect(compareTraces(plain('SELECT'), plain('INSERT')).map((row) => [row.path.at(-1), row.in])).toEqual([
    ['GET /', 'both'],
    ['SELECT', 'a'],
    ['INSERT', 'b'],
  ]);
});

test('traces of 50,000 spans, deep or wide, are compared', () => {
  const deep = treeOf(
    Array.from({ length: 50_000 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`, 0, 100)),
  );
  expect(compareTraces(deep, deep)).toHaveLength(100);
});
