import { expect, test } from 'vitest';
import type { Step } from '../hub/types.ts';
import { aDetail, aStep } from './fixtures.ts';
import { nodeUsage } from './node-usage.ts';
import { buildTree } from './waterfall-tree.ts';

const usage = (input_tokens: number, output_tokens: number): Step['usage'] => ({
  input_tokens,
  output_tokens,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  reasoning_tokens: 0,
});
const chat = (id: string, with_: Partial<Step> = {}) =>
  aStep(id, { kind: 'llm', usage: usage(100, 10), cost_usd: 0.25, cost_source: 'table', ...with_ });
const nestedId = 'a'.repeat(32) + 'b'.repeat(16);

test('inferences below a step are summed, whatever depth they are at', () => {
  const steps = [chat('one'), aStep('outer'), chat('two', { parent_step_id: 'outer' })];
  expect(nodeUsage(buildTree(aDetail({ steps })))).toEqual({ tokens: 220, costUsd: 0.5, unpricedCalls: 0 });
});

test('a sum on the span of a nested agent is not added to the inferences within', () => {
  const steps = [
    aStep('agent', { kind: 'agent', child_execution_id: nestedId, usage: usage(100, 10), cost_usd: 0.25 }),
    chat('inside', { execution_id: nestedId }),
  ];
  expect(nodeUsage(buildTree(aDetail({ steps }))).tokens).toBe(110);
});

test('what has no price is counted beside what has one', () => {
  const steps = [chat('priced'), chat('private', { cost_usd: null, cost_source: 'unpriced' })];
  expect(nodeUsage(buildTree(aDetail({ steps })))).toEqual({ tokens: 220, costUsd: 0.25, unpricedCalls: 1 });
});

test('without any price the cost stays unknown, not zero', () => {
  const steps = [chat('private', { cost_usd: null, cost_source: 'unpriced' })];
  expect(nodeUsage(buildTree(aDetail({ steps }))).costUsd).toBeNull();
});
