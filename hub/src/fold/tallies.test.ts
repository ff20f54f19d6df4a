import { describe, expect, test } from 'vitest';
import type { Node } from './nodes.ts';
import { talliesOf } from './tallies.ts';

const step = (over: Partial<Node>): Node => ({
  id: '1',
  parentId: null,
  isRoot: false,
  isEntry: false,
  kind: 'tool',
  name: 'search',
  spanName: '',
  operation: null,
  service: 'shop',
  environment: null,
  serviceVersion: null,
  startUs: 1_000_000,
  endUs: 1_640_000,
  status: 'completed',
  error: null,
  inference: null,
  executionId: null,
  facts: {},
  lastUs: 0,
  sawStart: true,
  endsBeforeStart: false,
  ...over,
});
const call = (over: Partial<Node>): Node =>
  step({
    kind: 'llm',
    inference: { provider: null, model: 'gpt-4.1', usage: null, costPico: null, costSource: null },
    ...over,
  });

describe('the tallies of an execution', () => {
  test('count tool calls by status, and their durations by bucket; an edge is within its bucket', () => {
    const steps = [step({}), step({ endUs: 1_640_001 }), step({ status: 'failed', endUs: 1_000_500 })];
    expect(talliesOf(steps, [])).toEqual([
      { metric: 'toolCalls', labels: ['search', 'failed'], bucket: -1, count: 1, sum: 0 },
      { metric: 'toolCalls', labels: ['search', 'success'], bucket: -1, count: 2, sum: 0 },
      // 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28
      { metric: 'toolDuration', labels: ['search'], bucket: 0, count: 1, sum: 500 },
      { metric: 'toolDuration', labels: ['search'], bucket: 6, count: 1, sum: 640_000 },
      { metric: 'toolDuration', labels: ['search'], bucket: 7, count: 1, sum: 640_001 },
    ]);
  });

  test('count failed inferences by error, and time only those that ended well', () => {
    const error = { type: 'RateLimitError', message: '' };
    const steps = [
      call({ endUs: 101_000_000 }),
      call({ status: 'failed', error }),
      call({ status: 'cancelled', error }),
    ];
    expect(talliesOf(steps, [])).toEqual([
      { metric: 'llmDuration', labels: ['', 'gpt-4.1'], bucket: 14, count: 1, sum: 100_000_000 },
      { metric: 'llmErrors', labels: ['', 'gpt-4.1', 'RateLimitError'], bucket: -1, count: 1, sum: 0 },
    ]);
  });

  test('leave out a first chunk that comes long after the end: its unit is mistaken', () => {
    const metrics = (firstChunkUs: number) =>
      talliesOf([call({ facts: { firstChunkUs } })], []).map(({ metric, sum }) => `${metric} ${sum}`);
    expect(metrics(250_000)).toEqual(['llmDuration 640000', 'timeToFirstToken 250000']);
    expect(metrics(250_000_000)).toEqual(['llmDuration 640000']);
  });

  test('have nothing of what still runs, and of steps that are no calls', () => {
    const steps = [
      step({ status: 'running', endUs: null }),
      call({ status: 'running', endUs: null }),
      step({ kind: 'step' }),
      step({ kind: 'retrieval' }),
    ];
    expect(talliesOf(steps, [])).toEqual([]);
  });

  test('have the scores of evaluations, an edge within its bucket', () => {
    const judged = (score: number) => ({
      name: 'relevance',
      score,
      spanId: null,
      executionId: null,
      responseId: null,
    });
    expect(talliesOf([], [0, 0.7, 1].map(judged))).toEqual([
      { metric: 'evaluationScore', labels: ['relevance'], bucket: 0, count: 1, sum: 0 },
      { metric: 'evaluationScore', labels: ['relevance'], bucket: 6, count: 1, sum: 700_000 },
      { metric: 'evaluationScore', labels: ['relevance'], bucket: 9, count: 1, sum: 1_000_000 },
    ]);
  });
});
