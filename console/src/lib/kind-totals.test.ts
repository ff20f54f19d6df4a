import { expect, test } from 'vitest';
import { aDetail, anExecution, aStep, at } from './fixtures.ts';
import { toMs } from './format-time.ts';
import { kindTotals } from './kind-totals.ts';
import { buildTree } from './waterfall-tree.ts';

const later = toMs(at(3_600_000));

test('kinds are summed, longest first; executions within are left out for their steps', () => {
  const steps = [
    aStep('a', { kind: 'tool' }),
    aStep('b', { kind: 'llm', ended_at: at(3_000) }),
    aStep('c', { kind: 'tool' }),
    aStep('d', { kind: 'agent', ended_at: at(9_000) }),
  ];
  expect(kindTotals(buildTree(aDetail({ steps })), later)).toEqual([
    { kind: 'llm', count: 1, totalMs: 3_000 },
    { kind: 'tool', count: 2, totalMs: 2_000 },
  ]);
});

test('a running step counts up to now', () => {
  const execution = anExecution({ status: 'running', ended_at: null, duration_ms: null });
  const steps = [aStep('a', { kind: 'llm', status: 'running', ended_at: null })];
  expect(kindTotals(buildTree(aDetail({ execution, steps })), toMs(at(4_000)))[0]?.totalMs).toBe(4_000);
});

test('a step whose end never came counts up to the end of the execution, not for ever', () => {
  const steps = [aStep('a', { kind: 'llm', ended_at: null })];
  expect(kindTotals(buildTree(aDetail({ steps })), later)[0]?.totalMs).toBe(10_000);
});
