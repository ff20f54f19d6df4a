import { randomBytes } from 'node:crypto';
import { Attr, shimMetrics } from '../conventions/index.ts';
import { countMetric } from '../metrics/record.ts';
import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { isTracked } from './agent-tracking.ts';
import { payloadAttribute } from './content.ts';
import { Execution, type Outcome } from './execution.ts';
import { asMilliseconds } from './milliseconds.ts';
import { Step } from './step.ts';
import type { EnhancedObservability, ExecutionMetrics } from './types.ts';

/** Executions that may run at once before the oldest are given up; far more than a healthy service has. */
const MAX_RUNNING = 10_000;
const MAX_REMEMBERED = 10_000;

const running = new Map<string, Execution>();
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
    if (running.size >= MAX_RUNNING) giveUpOldest();
    running.set(execution.id, execution);
    return execution.id;
  },

  async recordExecutionStep(executionId, step, data, durationMs) {
    const execution = find(executionId);
    if (execution === undefined) return;
    guarded('recording a step', () => {
      const took = asMilliseconds(durationMs) ?? 0;
      const recorded = new Step(
        { kind: 'step', name: step, spanName: step, startTime: Date.now() - took },
        execution.context,
      );
      recorded.end({
        durationMs: took,
        attributes: data === undefined ? undefined : payloadAttribute(Attr.stepData, data),
      });
    });
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
  running.delete(executionId);
  if (ended.size >= MAX_REMEMBERED)
    for (const oldest of ended) {
      ended.delete(oldest);
      break;
    }
  ended.add(executionId);
  guarded('tracking the end of an execution', () => execution.end(outcome, metrics));
}

/** The running execution of this id; a call for any other is ignored and counted. */
function find(executionId: string): Execution | undefined {
  const execution = running.get(executionId);
  if (execution !== undefined || !isTracked()) return execution;
  const reason = ended.has(executionId) ? 'ended' : 'unknown';
  countMetric(shimMetrics.ignoredCalls, 1, { reason });
  if (reason === 'unknown') {
    sayOnce(
      'execution:unknown',
      `a call for the execution ${JSON.stringify(executionId)}, which nobody started, was ignored; further ones are counted`,
    );
  }
  return undefined;
}

function giveUpOldest(): void {
  for (const oldest of running.keys()) {
    running.delete(oldest);
    break;
  }
  sayOnce(
    'execution:many',
    `more than ${MAX_RUNNING} executions were started and not ended: the oldest are given up`,
  );
}
