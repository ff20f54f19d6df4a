import { ABANDONED } from '@observatory/shim/conventions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldTrace } from './fold-trace.ts';
import type { FoldClock, FoldEvent, FoldSpan, Inference, TraceInput } from './inputs.ts';
import { sumOf } from './totals.ts';

const TRACE = 'a'.repeat(32);
const SECOND = 1_000_000;
const T0 = 1_790_000_000 * SECOND;
const clock: FoldClock = {
  nowUs: T0 + 600 * SECOND,
  timeoutUs: 1800 * SECOND,
  heartbeatTimeoutUs: 120 * SECOND,
  listeningSinceUs: T0,
};
const idOf = (n: number) => n.toString(16).padStart(16, '0');
const executionId = (n: number) => TRACE + idOf(n);

function span(n: number, parent: number | null, over: Partial<FoldSpan> = {}): FoldSpan {
  return {
    spanId: idOf(n),
    parentSpanId: parent === null ? null : idOf(parent),
    name: `span ${n}`,
    kind: 1,
    startUs: T0 + n * SECOND,
    endUs: T0 + (n + 1) * SECOND,
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
  };
}

const agent = (n: number, parent: number | null, over: Partial<FoldSpan> = {}) =>
  span(n, parent, {
    operation: 'invoke_agent',
    label: `agent ${n}`,
    endUs: T0 + 100 * SECOND,
    ...over,
    facts: { executionKind: 'agent', ...over.facts },
  });

const inference = (input: number, output: number, costPico: number | null): Inference => ({
  provider: 'openai',
  model: 'gpt-x',
  usage: { input, output, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
  costPico,
  costSource: costPico === null ? 'unpriced' : 'override',
});

const chat = (n: number, parent: number | null, over: Partial<FoldSpan> = {}) =>
  span(n, parent, { operation: 'chat', label: 'gpt-x', inference: inference(10, 5, 700), ...over });

function event(n: number, type: FoldEvent['type'], over: Partial<FoldEvent> = {}): FoldEvent {
  return {
    id: `${type}-${n}`,
    type,
    timeUs: T0 + n * SECOND,
    spanId: idOf(n),
    service: 'shop',
    environment: null,
    serviceVersion: null,
    executionId: executionId(n),
    executionStartUs: T0 + n * SECOND,
    executionKind: type.startsWith('execution') ? 'agent' : null,
    stepKind: type.startsWith('execution') ? null : 'llm',
    label: `agent ${n}`,
    failed: type === 'execution_error',
    durationUs: null,
    inference: null,
    errorType: null,
    facts: {},
    ...over,
  };
}

const fold = (spans: FoldSpan[], events: FoldEvent[] = [], at = clock) =>
  foldTrace({ traceId: TRACE, spans, events, heartbeats: new Map() }, at);

const usageOf = (spans: FoldSpan[]) =>
  sumOf(fold(spans).executions[0]?.total ?? { models: [], toolCalls: 0 });

describe('tokens and cost', () => {
  test('count at the leaves, and nested executions count in the outer one too', () => {
    const { executions } = fold([agent(1, null), chat(2, 1), agent(3, 1), chat(4, 3)]);
    expect(executions.map((one) => [one.name, sumOf(one.own).costPico, sumOf(one.total).costPico])).toEqual([
      ['agent 1', 700, 1400],
      ['agent 3', 700, 700],
    ]);
  });

  test('of an inference within an inference, the inner one counts', () => {
    expect(usageOf([agent(1, null), chat(2, 1), chat(3, 2)])).toMatchObject({ costPico: 700, calls: 1 });
  });

  test('of an inference whose inner one reports no tokens, the outer one counts', () => {
    const silent = { ...inference(0, 0, null), usage: null, costSource: null };
    expect(usageOf([agent(1, null), chat(2, 1), chat(3, 2, { inference: silent })])).toMatchObject({
      costPico: 700,
      calls: 1,
    });
  });

  test('an unpriced inference leaves the cost of the others and is counted', () => {
    expect(
      usageOf([agent(1, null), chat(2, 1), chat(3, 1, { inference: inference(1, 1, null) })]),
    ).toMatchObject({ costPico: 700, unpriced: 1, calls: 2 });
  });

  test('a run with nothing but unpriced inferences has no cost, not a cost of zero', () => {
    expect(usageOf([agent(1, null), chat(2, 1, { inference: inference(1, 1, null) })]).costPico).toBeNull();
  });

  test('an llm_call event and its span count once', () => {
    const call = event(2, 'llm_call', { executionId: executionId(1), inference: inference(10, 5, 700) });
    const { executions } = fold([agent(1, null), chat(2, 1)], [call]);
    expect(sumOf(executions[0]?.total ?? { models: [], toolCalls: 0 })).toMatchObject({
      costPico: 700,
      calls: 1,
    });
  });
});

describe('an execution', () => {
  test('is seen by its start event alone, and runs', () => {
    expect(fold([], [event(1, 'execution_start')]).executions).toMatchObject([
      { id: executionId(1), name: 'agent 1', status: 'running', endedUs: null, startedUs: T0 + SECOND },
    ]);
  });

  test('that is silent for longer than the timeout is abandoned', () => {
    const late = { ...clock, nowUs: T0 + 1802 * SECOND };
    expect(fold([], [event(1, 'execution_start')], late).executions).toMatchObject([
      { status: 'failed', error: { type: ABANDONED }, endedUs: T0 + SECOND },
    ]);
  });

  test('that was abandoned is corrected by a late end', () => {
    const late = { ...clock, nowUs: T0 + 9000 * SECOND };
    const end = event(1, 'execution_end', { id: 'end', timeUs: T0 + 5000 * SECOND });
    expect(fold([], [event(1, 'execution_start'), end], late).executions).toMatchObject([
      { status: 'completed', error: null, endedUs: T0 + 5000 * SECOND },
    ]);
  });

  test('whose inner execution still gives signs of life is not abandoned', () => {
    const late = { ...clock, nowUs: T0 + 1900 * SECOND };
    const inner = event(2, 'execution_start', {
      timeUs: T0 + 1000 * SECOND,
      facts: { parentExecutionId: executionId(1) },
    });
    expect(fold([], [event(1, 'execution_start'), inner], late).executions[0]).toMatchObject({
      name: 'agent 1',
      status: 'running',
    });
  });

  describe('whose process was heard', () => {
    /** At 600 s; the process was heard that many seconds ago. */
    const heard = (secondsAgo: number, events: FoldEvent[], over: Partial<FoldClock> = {}) => {
      const heartbeat = { heardUs: T0 + (600 - secondsAgo) * SECOND, silentUs: secondsAgo * SECOND };
      const heartbeats = new Map([[idOf(1), heartbeat]]);
      return foldTrace({ traceId: TRACE, spans: [], events, heartbeats }, { ...clock, ...over })
        .executions[0];
    };
    const start = event(1, 'execution_start');

    test('is abandoned when that is silent, at its last sign of life', () => {
      expect(heard(121, [start])).toMatchObject({
        status: 'failed',
        error: {
          type: ABANDONED,
          message: expect.stringContaining('process has been silent for more than 120 s'),
        },
        endedUs: T0 + 479 * SECOND,
      });
    });

    test('runs while that is heard', () => {
      expect(heard(120, [start])).toMatchObject({ status: 'running', error: null, endedUs: null });
    });

    test('runs while it does something itself', () => {
      const step = event(2, 'step_start', { executionId: executionId(1), timeUs: T0 + 550 * SECOND });
      expect(heard(300, [start, step])).toMatchObject({ status: 'running' });
    });

    test('is abandoned though one that it started elsewhere goes on', () => {
      const inner = event(2, 'execution_start', {
        timeUs: T0 + 590 * SECOND,
        facts: { parentExecutionId: executionId(1) },
      });
      expect(heard(300, [start, inner])).toMatchObject({ status: 'failed', endedUs: T0 + 590 * SECOND });
    });

    test('is given its time after the hub began to listen', () => {
      expect(heard(300, [start], { listeningSinceUs: T0 + 550 * SECOND })).toMatchObject({
        status: 'running',
      });
    });

    test('is abandoned for its own silence, however well that is heard', () => {
      expect(heard(1, [start], { timeoutUs: 500 * SECOND })).toMatchObject({
        status: 'failed',
        error: { message: expect.stringContaining('No sign of life for more than 500 s') },
        endedUs: T0 + SECOND,
      });
    });

    test('is as it ended where it ended', () => {
      expect(heard(300, [start, event(1, 'execution_end', { id: 'end' })])).toMatchObject({
        status: 'completed',
      });
    });
  });

  test('that ended before it began is marked and kept', () => {
    const [one] = fold([agent(1, null, { endUs: T0 })]).executions;
    expect(one).toMatchObject({ marks: ['clock_skew'], startedUs: T0 + SECOND, endedUs: T0 + SECOND });
  });

  test('without an end is marked and ends with its last sign of life', () => {
    const [one] = fold([agent(1, null, { endUs: null }), chat(4, 1)]).executions;
    expect(one).toMatchObject({ marks: ['missing_end'], status: 'completed', endedUs: T0 + 5 * SECOND });
  });

  test('that only its end event speaks of is marked', () => {
    const [one] = fold([], [event(1, 'execution_end')]).executions;
    expect(one).toMatchObject({ marks: ['missing_start'], status: 'completed' });
  });

  test('that was cancelled is neither failed nor completed', () => {
    const [one] = fold([agent(1, null, { facts: { status: 'cancelled' } })]).executions;
    expect(one?.status).toBe('cancelled');
  });

  describe('ran in an environment and a version', () => {
    const originOf = (spans: FoldSpan[], events: FoldEvent[] = []) =>
      fold(spans, events).executions.map(({ environment, version }) => [environment, version]);

    test('that its service says', () => {
      const shop = { environment: 'production', serviceVersion: '1.2.3' };
      expect(originOf([], [event(1, 'execution_start', shop)])).toEqual([['production', '1.2.3']]);
      expect(originOf([agent(1, null, shop)], [event(1, 'execution_start')])).toEqual([
        ['production', '1.2.3'],
      ]);
    });

    test('whose version is that of the agent itself where it has one', () => {
      const planner = { serviceVersion: '1.2.3', facts: { agentVersion: 'v7' } };
      expect(originOf([agent(1, null, planner)])).toEqual([[null, 'v7']]);
    });

    test('of its own service, not that of the execution around it', () => {
      const inner = agent(2, 1, { environment: 'staging', serviceVersion: '9' });
      expect(originOf([agent(1, null, { environment: 'production' }), inner])).toEqual([
        ['production', null],
        ['staging', '9'],
      ]);
    });
  });

  test('takes what the span says over what the events said', () => {
    const [one] = fold([agent(1, null, { label: 'renamed' })], [event(1, 'execution_start')]).executions;
    expect(one?.name).toBe('renamed');
  });
});

describe('steps', () => {
  test('belong to the nearest execution, through spans of other kinds', () => {
    const { steps } = fold([agent(1, null), span(2, 1), chat(3, 2)]);
    expect(steps).toMatchObject([{ stepId: idOf(3), executionId: executionId(1), kind: 'llm' }]);
  });

  test('find their execution by its stamped id while the span between them still runs', () => {
    const step = chat(3, 2, { executionId: executionId(1) });
    expect(fold([step], [event(1, 'execution_start')]).steps).toMatchObject([
      { executionId: executionId(1) },
    ]);
  });

  test('whose end never came ended with their execution', () => {
    const start = event(2, 'step_start', { executionId: executionId(1) });
    expect(fold([agent(1, null, { failed: true })], [start]).steps).toMatchObject([{ status: 'failed' }]);
  });

  test('find it by the stamp of the span above them where they have none', () => {
    const between = span(2, 99, { executionId: executionId(1) });
    expect(fold([between, chat(3, 2)], [event(1, 'execution_start')]).steps).toMatchObject([
      { stepId: idOf(3), executionId: executionId(1) },
    ]);
  });

  test('of a loop of parents are no reason to loop', () => {
    const { executions } = fold([chat(1, 2), chat(2, 1), agent(3, 3)]);
    expect(executions.map(({ name, own }) => [name, sumOf(own).calls])).toEqual([
      ['shop', 1],
      ['agent 3', 0],
    ]);
  });
});

describe('a large trace', () => {
  const count = 20_000;
  const from2 = Array.from({ length: count - 1 }, (_, at) => at + 2);

  test.each([
    ['inferences', (n: number, parent: number) => chat(n, parent), 1],
    ['agents', (n: number, parent: number) => agent(n, parent), count],
    [
      'links of a chain',
      (n: number, parent: number) =>
        span(n, parent, { operation: 'step', facts: { executionIfOutermost: 'workflow' } }),
      1,
    ],
  ] as const)('of 20,000 nested %s folds in a moment', { timeout: 5000 }, (_, make, executions) => {
    const folded = fold([agent(1, null), ...from2.map((n) => make(n, n - 1))]);
    expect([folded.executions.length, folded.steps.length]).toEqual([executions, count - 1]);
  });

  test('may have more steps than a function takes arguments', { timeout: 60_000 }, () => {
    const steps = Array.from({ length: 150_000 }, (_, at) => span(at + 2, 1, { operation: 'step' }));
    expect(fold([agent(1, null), ...steps]).executions[0]?.stepCount).toBe(150_000);
  });
});

describe('any order, any number of times', () => {
  const run: TraceInput = {
    traceId: TRACE,
    heartbeats: new Map(),
    spans: [
      agent(1, null),
      chat(2, 1),
      agent(3, 1, { failed: true, errorType: 'Timeout' }),
      span(4, 3),
      chat(5, 4),
      chat(6, 5),
      span(7, 3, { operation: 'execute_tool', label: 'search' }),
    ],
    events: [
      event(1, 'execution_start'),
      event(2, 'step_start', { executionId: executionId(1) }),
      event(2, 'llm_call', { executionId: executionId(1), inference: inference(10, 5, 700) }),
      event(3, 'execution_start', { facts: { parentExecutionId: executionId(1) } }),
      event(3, 'execution_error', { id: 'end 3', timeUs: T0 + 50 * SECOND }),
      event(1, 'execution_end', { id: 'end 1', timeUs: T0 + 100 * SECOND }),
    ],
  };
  const expected = foldTrace(run, clock);

  test('gives the same executions and steps', () => {
    const shuffledTwice = <T>(items: readonly T[]) =>
      fc.shuffledSubarray([...items, ...items], { minLength: items.length * 2, maxLength: items.length * 2 });
    fc.assert(
      fc.property(shuffledTwice(run.spans), shuffledTwice(run.events), (spans, events) => {
        expect(foldTrace({ ...run, spans, events }, clock)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('has the values that were meant', () => {
    expect(expected.executions.map((one) => [one.name, one.status, sumOf(one.total).costPico])).toEqual([
      ['agent 1', 'completed', 1400],
      ['agent 3', 'failed', 700],
    ]);
    expect(expected.steps.map((step) => step.kind)).toEqual(['llm', 'agent', 'llm', 'llm', 'tool']);
  });
});
