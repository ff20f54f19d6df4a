import { ABANDONED } from '@observatory/shim/conventions';
import { describe, expect, test } from 'vitest';
import { executionRow } from '../store/execution-row.ts';
import { foldTrace } from './fold-trace.ts';
import type { FoldEvent, FoldSpan } from './inputs.ts';

const TRACE = 'a'.repeat(32);
const SECOND = 1_000_000;
const T0 = 1_790_000_000 * SECOND;
const idOf = (n: number) => n.toString(16).padStart(16, '0');
const clock = {
  nowUs: T0 + 600 * SECOND,
  timeoutUs: 1800 * SECOND,
  heartbeatTimeoutUs: 120 * SECOND,
  listeningSinceUs: T0,
};

/** A span from one second to another; `error` is `Type: message`. */
function span(
  n: number,
  parent: number | null,
  name: string,
  [from, to]: readonly [number, number],
  error?: string,
): FoldSpan {
  const [type = '', message = ''] = error?.split(': ') ?? [];
  const isAgent = name.startsWith('agent');
  return {
    spanId: idOf(n),
    parentSpanId: parent === null ? null : idOf(parent),
    name,
    kind: 1,
    startUs: T0 + from * SECOND,
    endUs: T0 + to * SECOND,
    failed: error !== undefined,
    statusMessage: error === undefined ? null : message,
    service: 'shop',
    environment: null,
    serviceVersion: null,
    executionId: null,
    operation: isAgent ? 'invoke_agent' : 'execute_tool',
    label: name,
    inference: null,
    errorType: error === undefined ? null : type,
    facts: isAgent ? { executionKind: 'agent' } : {},
  };
}

function event(n: number, type: FoldEvent['type'], atS: number, over: Partial<FoldEvent> = {}): FoldEvent {
  return {
    id: `${type}-${n}`,
    type,
    timeUs: T0 + atS * SECOND,
    spanId: idOf(n),
    service: 'shop',
    environment: null,
    serviceVersion: null,
    executionId: TRACE + idOf(1),
    executionStartUs: T0,
    executionKind: type.startsWith('execution') ? 'agent' : null,
    stepKind: type.startsWith('execution') ? null : 'tool',
    label: `part ${n}`,
    failed: false,
    durationUs: null,
    inference: null,
    errorType: null,
    facts: {},
    ...over,
  };
}

const fold = (spans: FoldSpan[], events: FoldEvent[] = [], at = clock) =>
  foldTrace({ traceId: TRACE, spans, events, heartbeats: new Map() }, at).executions;
const causes = (...given: Parameters<typeof fold>) =>
  Object.fromEntries(
    fold(...given).map(({ name, cause }) => [
      name,
      cause && [cause.executionId.slice(-1), cause.step, `${cause.fault.type}: ${cause.fault.message}`],
    ]),
  );

describe('the cause of a failure', () => {
  test('is the step whose error ended the execution', () => {
    const spans = [
      span(1, null, 'agent', [0, 9], 'E: no stock'),
      span(2, 1, 'search', [1, 2], 'E: no stock'),
    ];
    expect(causes(spans)).toEqual({ agent: ['1', 'search', 'E: no stock'] });
  });

  test('is the innermost of steps within steps', () => {
    const spans = [
      span(1, null, 'agent', [0, 9], 'AgentError: plan failed: socket closed'),
      span(2, 1, 'plan', [1, 8], 'PlanError: plan failed: socket closed'),
      span(3, 2, 'fetch', [2, 7], 'SocketError: socket closed'),
    ];
    expect(causes(spans)).toEqual({ agent: ['1', 'fetch', 'SocketError: socket closed'] });
  });

  test('is one for all executions around the one that failed first', () => {
    const spans = [
      span(1, null, 'agent outer', [0, 9], 'AgentError: a part failed'),
      span(2, 1, 'delegate', [1, 8], 'AgentError: a part failed'),
      span(3, 2, 'agent inner', [2, 7], 'E: no stock'),
      span(4, 3, 'search', [3, 6], 'E: no stock'),
    ];
    const expected = ['3', 'search', 'E: no stock'];
    expect(causes(spans)).toEqual({ 'agent outer': expected, 'agent inner': expected });
    const rows = fold(spans).map((one) => executionRow('default', one));
    expect(rows.map((row) => [row.error_step, row.error_cause])).toEqual([
      ['search', { execution: TRACE + idOf(3), type: 'E', message: 'no stock' }],
      ['search', null],
    ]);
    expect(rows[0]?.error_fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(rows[1]?.error_fingerprint).toBe(rows[0]?.error_fingerprint);
  });

  test('is no step that was tried again well, nor one that had a fallback', () => {
    const spans = [
      span(1, null, 'agent', [0, 9], 'ValidationError: no answer'),
      span(2, 1, 'search', [1, 2], 'Timeout: too slow'),
      span(3, 1, 'search', [3, 4]),
    ];
    expect(causes(spans)).toEqual({ agent: ['1', null, 'ValidationError: no answer'] });
  });

  test('is the last step that failed where nothing began after it, whatever the error is called', () => {
    const spans = [
      span(1, null, 'agent', [0, 9], 'AgentError: gave up'),
      span(2, 1, 'search', [1, 2], 'Timeout: too slow'),
      span(3, 1, 'search', [3, 4], 'Timeout: too slow'),
      span(4, 1, 'book', [5, 6], 'Refused: no'),
    ];
    expect(causes(spans)).toEqual({ agent: ['1', 'book', 'Refused: no'] });
  });

  test('is the step that was open when a process died, or when the execution went silent', () => {
    const begun = [event(1, 'execution_start', 0), event(2, 'step_start', 1), event(3, 'step_start', 2)];
    const died = event(1, 'execution_error', 3, {
      id: 'end',
      failed: true,
      errorType: 'TypeError',
      facts: { errorMessage: 'x is not a function' },
    });
    expect(causes([], [...begun, died])).toEqual({
      'part 1': ['1', 'part 3', 'TypeError: x is not a function'],
    });
    const late = { ...clock, nowUs: T0 + 9000 * SECOND };
    expect(causes([], begun, late)).toEqual({
      'part 1': ['1', 'part 3', expect.stringMatching(`^${ABANDONED}: No sign of life`)],
    });
  });

  test('of an abandoned execution is no step that failed before', () => {
    const late = { ...clock, nowUs: T0 + 9000 * SECOND };
    const failed = event(2, 'tool_call', 2, { failed: true, errorType: 'Timeout' });
    expect(causes([], [event(1, 'execution_start', 0), failed], late)).toEqual({
      'part 1': ['1', null, expect.stringMatching(`^${ABANDONED}`)],
    });
  });

  test('is none of an execution that ended well or was cancelled', () => {
    const spans = [span(1, null, 'agent', [0, 9]), span(2, 1, 'search', [1, 2], 'E: no stock')];
    expect(causes(spans)).toEqual({ agent: null });
  });

  test('is found though ten thousand steps failed within one another', () => {
    const deep = Array.from({ length: 10_000 }, (_, n) =>
      span(n + 2, n + 1, `s${n}`, [n, 20_000 - n], 'E: x'),
    );
    expect(causes([span(1, null, 'agent', [0, 20_000], 'E: x'), ...deep])).toEqual({
      agent: ['1', 's9999', 'E: x'],
    });
  });
});
