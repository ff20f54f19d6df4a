import { expect, test } from 'vitest';
import type { ReadRun } from './bottlenecks.ts';
import { span } from './span-fixture.ts';
import { type TraceSpan, traceTree } from './trace-tree.ts';
import { workflowGraph } from './workflow-graph.ts';

const run = (executionId: string, spans: readonly TraceSpan[]): ReadRun => ({
  executionId,
  name: 'digest',
  weight: 1,
  tree: traceTree(spans, 0),
});
const workflow = (endMs: number) => span('run', null, 0, endMs, { name: 'digest', kind: 'workflow' });

// digest  0 ───────────────────────────── 100
// collect 0 ── 20
// left           20 ───────── 60
// right          20 ── 40
// send                            60 ──── 100
const forked = run('x1', [
  workflow(100),
  span('collect', 'run', 0, 20),
  span('left', 'run', 20, 60),
  span('right', 'run', 20, 40),
  span('send', 'run', 60, 100),
]);

const idOf = (name: string) => `workflow digest › step ${name}`;

test('what ran at once stands side by side, between what was before and after it', () => {
  const { edges } = workflowGraph([forked]);
  expect(edges.map(({ from, to, kind, waitMs }) => [kind, from, to, waitMs])).toEqual([
    ['within', 'workflow digest', idOf('collect'), 0],
    ['next', idOf('collect'), idOf('left'), 0],
    ['next', idOf('collect'), idOf('right'), 0],
    ['next', idOf('left'), idOf('send'), 0],
    ['next', idOf('right'), idOf('send'), 20],
  ]);
});

test('a share is of the critical path; that of the whole holds all within it', () => {
  const { nodes } = workflowGraph([forked]);
  expect(nodes.map(({ name, share, ownShare, depth }) => [name, share, ownShare, depth])).toEqual([
    ['digest', 1, 0, 0],
    ['left', 0.4, 0.4, 1],
    ['send', 0.4, 0.4, 1],
    ['collect', 0.2, 0.2, 1],
    ['right', 0, 0, 1],
  ]);
});

test('tries of a step are one node that leads to itself, with the failures of all runs', () => {
  const tried = run('x2', [
    workflow(90),
    span('a', 'run', 0, 30, { name: 'send', status: 'failed' }),
    span('b', 'run', 50, 90, { name: 'send' }),
  ]);
  const { nodes, edges } = workflowGraph([forked, tried]);
  expect(nodes.find(({ name }) => name === 'send')).toMatchObject({
    count: 3,
    runs: 2,
    failed: 1,
    meanMs: 110 / 3,
    example: 'x1',
    failedExample: 'x2',
  });
  expect(edges.filter(({ from, to }) => from === to)).toEqual([
    { from: idOf('send'), to: idOf('send'), kind: 'next', count: 1, failed: 0, waitMs: 20 },
  ]);
  expect(edges.find(({ kind, to }) => kind === 'within' && to === idOf('send'))?.failed).toBe(1);
});

test('calls within a step are nodes of their own; requests are none', () => {
  const { nodes } = workflowGraph([
    run('x3', [
      workflow(50),
      span('ask', 'run', 0, 50),
      span('chat', 'ask', 10, 50, { kind: 'llm', name: 'gpt-4.1' }),
      span('http', 'chat', 10, 50, { kind: 'span', name: 'POST' }),
    ]),
  ]);
  expect(nodes.map(({ id, share, ownShare }) => [id, share, ownShare])).toEqual([
    ['workflow digest', 1, 0],
    [idOf('ask'), 1, 0.2],
    [`${idOf('ask')} › llm gpt-4.1`, 0.8, 0.8],
  ]);
});

test('steps that overlap by what clocks are off are one after the other', () => {
  const { edges } = workflowGraph([
    run('x5', [
      workflow(30),
      span('a', 'run', 0, 10.4),
      span('b', 'run', 10, 10.2),
      span('c', 'run', 10.1, 30),
    ]),
  ]);
  expect(edges.map(({ from, to, waitMs }) => [from, to, waitMs])).toEqual([
    ['workflow digest', idOf('a'), 0],
    [idOf('a'), idOf('b'), 0],
    [idOf('b'), idOf('c'), 0],
  ]);
});

test('steps deeper than five levels are left out, and that is said', () => {
  const deep = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, i, all) =>
    span(id, i === 0 ? 'run' : (all[i - 1] ?? null), 0, 10),
  );
  const { nodes, isCut } = workflowGraph([run('x4', [workflow(10), ...deep])]);
  expect(nodes.map(({ name }) => name)).toEqual(['digest', 'a', 'b', 'c', 'd', 'e']);
  expect(isCut).toBe(true);
});
