import { expect, test } from 'vitest';
import { type ReadRun, rankBottlenecks } from './bottlenecks.ts';
import { span } from './span-fixture.ts';
import { type TraceSpan, traceTree } from './trace-tree.ts';

const run = (executionId: string, name: string, spans: readonly TraceSpan[], weight = 1): ReadRun => ({
  executionId,
  name,
  weight,
  tree: traceTree(spans, 0),
});
const agent = (name: string, endMs: number) => span('run', null, 0, endMs, { name, kind: 'agent' });

// planner  0 ──────────────────────── 100
// index    0 ──────────────── 70            the longest step, and nobody waits for it
// ask                    60 ───────── 100
const beside = run('x1', 'planner', [
  agent('planner', 100),
  span('i', 'run', 0, 70, { name: 'index', kind: 'tool' }),
  span('q', 'run', 60, 100, { name: 'ask', kind: 'llm' }),
]);

test('the longest step is not what costs the time where nothing waits for it', () => {
  expect(rankBottlenecks([beside])).toMatchObject([
    { kind: 'agent', name: 'planner', share: 0.6, pathMs: 60, busyMs: 100 },
    { kind: 'llm', name: 'ask', share: 0.4, pathMs: 40, busyMs: 40 },
  ]);
});

test('a step has its mean and its 95th percentile over the runs in which it is on the path', () => {
  const asking = (id: string, ms: number) =>
    run(id, 'solver', [agent('solver', 100), span('q', 'run', 0, ms, { name: 'ask', kind: 'llm' })]);
  const [first, second] = rankBottlenecks([beside, asking('x2', 80), asking('x3', 100)]);
  // ask: 40 + 80 + 100 of 300 ms; of 40, 80 and 100 the 95th percentile is 80 + 0.9 · 20.
  expect(first).toMatchObject({
    name: 'ask',
    runs: 3,
    pathMs: 220,
    agents: ['planner', 'solver'],
    example: 'x3',
  });
  expect(first?.share).toBeCloseTo(220 / 300, 9);
  expect(first?.meanMs).toBeCloseTo(220 / 3, 9);
  expect(first?.p95Ms).toBeCloseTo(98, 9);
  expect(second).toMatchObject({ name: 'planner', runs: 1 });
});

test('runs of an agent of which some were read count for all of it', () => {
  const quick = run('x2', 'solver', [agent('solver', 100)], 3);
  // solver: 3 · 100 of 400 ms.
  expect(rankBottlenecks([beside, quick]).map(({ name, share }) => [name, share])).toEqual([
    ['solver', 0.75],
    ['planner', 0.15],
    ['ask', 0.1],
  ]);
});

test('of no runs there are none', () => {
  expect(rankBottlenecks([])).toEqual([]);
});
