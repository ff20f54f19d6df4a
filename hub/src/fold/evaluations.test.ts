import { expect, test } from 'vitest';
import { foldTrace } from './fold-trace.ts';
import type { FoldEvaluation, FoldSpan } from './inputs.ts';

const TRACE = 'a'.repeat(32);
const id = (at: number) => at.toString(16).padStart(16, '0');
const clock = { nowUs: 1e9, timeoutUs: 1e12, heartbeatTimeoutUs: 1e12, listeningSinceUs: 0 };

const span = (at: number, over: Partial<FoldSpan> = {}): FoldSpan => ({
  spanId: id(at),
  parentSpanId: at === 1 ? null : id(at - 1),
  name: 'below',
  kind: 1,
  startUs: at,
  endUs: 1e6 - at,
  failed: false,
  statusMessage: null,
  service: 'shop',
  environment: null,
  serviceVersion: null,
  executionId: null,
  operation: null,
  label: null,
  inference: null,
  errorType: null,
  facts: {},
  ...over,
});
const agent = span(1, { operation: 'invoke_agent', label: 'planner', facts: { executionKind: 'agent' } });
const judgement = (spanId: string): FoldEvaluation => ({
  name: 'relevance',
  score: 1,
  spanId,
  executionId: null,
  responseId: null,
});

// Was ten thousand times ten thousand steps, for minutes in which the hub did nothing else.
test('ten thousand judgements at the bottom of ten thousand spans are counted at once', {
  timeout: 30_000,
}, () => {
  const spans = [agent, ...Array.from({ length: 9_999 }, (_, at) => span(at + 2))];
  const evaluations = Array.from({ length: 10_000 }, () => judgement(id(10_000)));
  const { executions } = foldTrace(
    { traceId: TRACE, spans, events: [], heartbeats: new Map(), evaluations },
    clock,
  );
  expect(executions.map(({ name, tallies }) => [name, tallies])).toEqual([
    [
      'planner',
      [{ metric: 'evaluationScore', labels: ['relevance'], bucket: 9, count: 10_000, sum: 10_000_000_000 }],
    ],
  ]);
});

test('judgements within a circle of spans are of the first execution, and end', () => {
  const circle = [span(5, { parentSpanId: id(6) }), span(6, { parentSpanId: id(5) })];
  const { executions } = foldTrace(
    {
      traceId: TRACE,
      spans: [agent, ...circle],
      events: [],
      heartbeats: new Map(),
      evaluations: [judgement(id(5)), judgement(id(6)), judgement(id(99))],
    },
    clock,
  );
  expect(executions.map(({ tallies }) => tallies.map(({ count }) => count))).toEqual([[3]]);
});
