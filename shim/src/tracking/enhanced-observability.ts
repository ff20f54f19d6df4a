import { randomBytes } from 'node:crypto';
import { isPromise } from 'node:util/types';
import { ABANDONED, Attr, shimMetrics } from '../conventions/index.ts';
import { countMetric } from '../metrics/record.ts';
import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { boundedName } from './bounded-name.ts';
import { payloadAttribute } from './content.ts';
import { Execution, type Outcome } from './execution.ts';
import { isTracked } from './is-tracked.ts';
import { asMilliseconds } from './milliseconds.ts';
import { takeSnapshot } from './snapshot.ts';
import { Step } from './step.ts';
import type { EnhancedObservability, ExecutionMetrics } from './types.ts';

/** Executions that may run at once before the most silent are given up; far more than a healthy service has. */
const MAX_RUNNING = 10_000;
const MAX_REMEMBERED = 10_000;
/** An execution that no call was made for in this time is given up: a day. */
const MAX_SILENCE_MS = 24 * 3_600_000;

interface Running {
  readonly execution: Execution;
  /** `performance.now()` of the last call for it. */
  heardAt: number;
}

/** Those that were heard of last come last. */
const running = new Map<string, Running>();
/** Ids of executions that ended, oldest first, to tell a second end from an unknown id. */
const ended = new Set<string>();

/** Tracks work that the caller starts and ends by id (VX2). */
export const enhancedObservability: EnhancedObservability = {
  async startAgentExecution(agentType, operation, input, taskId, userId, sessionId) {
    const execution = isTracked()
      ? guarded(
          'starting to track an execution',
          () =>
            new Execution({ kind: 'agent', name: agentType, operation, input, taskId, userId, sessionId }),
        )
      : undefined;
    if (execution === undefined) return randomBytes(24).toString('hex');
    giveUpAbandoned();
    running.set(execution.id, { execution, heardAt: performance.now() });
    return execution.id;
  },

  async recordExecutionStep(executionId, step, data, durationMs) {
    const execution = find(executionId);
    if (execution === undefined) return;
    guarded('recording a step', () => {
      const took = asMilliseconds(durationMs) ?? 0;
      const recorded = new Step(
        { kind: 'step', name: step, startTime: Date.now() - took },
        execution.context,
      );
      recorded.end({
        durationMs: took,
        attributes: data === undefined ? undefined : payloadAttribute(Attr.stepData, data),
      });
    });
  },

  async recordSnapshot(executionId, state, step) {
    const execution = find(executionId);
    if (execution === undefined) return;
    guarded('taking a snapshot', () => takeSnapshot(execution, state, step));
  },

  async completeAgentExecution(executionId, output, metrics) {
    end(executionId, { status: 'completed', output }, metrics);
  },

  async failAgentExecution(executionId, error, metrics) {
    end(executionId, { status: 'failed', error }, metrics);
  },

  async cancelAgentExecution(executionId, reason) {
    end(executionId, { status: 'cancelled', reason });
  },
};

function end(executionId: string, outcome: Outcome, metrics?: ExecutionMetrics): void {
  const execution = find(executionId);
  if (execution === undefined) return;
  // Apart from the end, which must come whatever these are.
  const measured = guarded('reading the metrics of an execution', () => ({
    executionTime: metrics?.executionTime,
    memoryUsage: metrics?.memoryUsage,
  }));
  endRunning(execution, outcome, measured);
}

function endRunning(execution: Execution, outcome: Outcome, metrics?: ExecutionMetrics): void {
  running.delete(execution.id);
  if (ended.size >= MAX_REMEMBERED) ended.delete(first(ended) ?? '');
  ended.add(execution.id);
  guarded('tracking the end of an execution', () => execution.end(outcome, metrics));
}

/** The running execution of this id; a call for any other is ignored and counted. */
function find(executionId: string): Execution | undefined {
  const known = running.get(executionId);
  if (known !== undefined) {
    running.delete(executionId);
    running.set(executionId, known);
    known.heardAt = performance.now();
    return known.execution;
  }
  if (!isTracked()) return undefined;
  const reason = ended.has(executionId) ? 'ended' : 'unknown';
  countMetric(shimMetrics.ignoredCalls, 1, { reason });
  if (reason === 'unknown') {
    const what = isPromise(executionId)
      ? 'a promise in place of the id of an execution (startAgentExecution must be awaited)'
      : `the execution ${JSON.stringify(boundedName(executionId))}, which nobody started,`;
    sayOnce('execution:unknown', `a call for ${what} was ignored; further ones are counted`);
  }
  return undefined;
}

/** Ends what was started and forgotten, when another is started: so there are never too many. */
function giveUpAbandoned(): void {
  const since = performance.now() - MAX_SILENCE_MS;
  for (const { execution, heardAt } of running.values()) {
    if (heardAt < since) giveUp(execution, 'silent');
    else if (running.size >= MAX_RUNNING) giveUp(execution, 'too_many');
    else break;
  }
}

function giveUp(execution: Execution, reason: 'silent' | 'too_many'): void {
  const error = new Error(
    reason === 'silent'
      ? 'it was started a day ago and never ended'
      : `more than ${MAX_RUNNING} executions were started and not ended`,
  );
  error.name = ABANDONED;
  endRunning(execution, { status: 'failed', error });
  countMetric(shimMetrics.abandonedExecutions, 1, { reason });
  sayOnce(
    'execution:abandoned',
    `an execution was given up, because ${error.message}; further ones are counted`,
  );
}

function first<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item;
  return undefined;
}
