import { expect, test } from 'vitest';
import { aDetail, aStep } from '../lib/fixtures.ts';
import { allNodes, buildTree } from '../lib/waterfall-tree.ts';
import { dearestSteps } from './dearest-steps.ts';

const usage = {
  input_tokens: 100,
  output_tokens: 10,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  reasoning_tokens: 0,
};
const call = (id: string, name: string, cost_usd: number | null) =>
  aStep(id, { kind: 'llm', name, usage, cost_usd, cost_source: cost_usd === null ? 'unpriced' : 'table' });

test('calls of one step are one line, the dearest first, those without a price last', () => {
  const steps = [
    call('1', 'small', 0.01),
    call('2', 'large', 0.5),
    call('3', 'own', null),
    call('4', 'small', 0.03),
    aStep('5', { kind: 'tool', name: 'search' }),
    { ...call('6', 'nested agent', 9), kind: 'agent' as const, child_execution_id: 'b'.repeat(48) },
  ];
  expect(dearestSteps(allNodes(buildTree(aDetail({ steps }))))).toEqual([
    { name: 'large', kind: 'llm', stepId: '2', calls: 1, tokens: 110, costUsd: 0.5, unpricedCalls: 0 },
    { name: 'small', kind: 'llm', stepId: '4', calls: 2, tokens: 220, costUsd: 0.04, unpricedCalls: 0 },
    { name: 'own', kind: 'llm', stepId: '3', calls: 1, tokens: 110, costUsd: null, unpricedCalls: 1 },
  ]);
});
