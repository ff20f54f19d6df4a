import { withContext } from '@observatory/shim';
import type { Plan } from './plan.ts';
import type { Run } from './run.ts';
import { scenarios } from './scenarios.ts';

export interface Outcome {
  readonly plan: Plan;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly durationMs: number;
  readonly modelCalls: number;
  readonly tokens: number;
  readonly error?: unknown;
}

/** Runs a scenario for its user. Never rejects; a run that goes silent never resolves either. */
export async function startRun(plan: Plan, run: Run): Promise<Outcome> {
  const startedAt = performance.now();
  const { userId, sessionId, conversationId, taskId, budget } = run;
  const giveUp = setTimeout(
    () => run.cancel('the user closed the page'),
    plan.cancelAfterMs === undefined ? 0 : (plan.cancelAfterMs * plan.pace) / run.speed,
  );
  if (plan.cancelAfterMs === undefined) clearTimeout(giveUp);

  const outcome = (status: Outcome['status'], error?: unknown): Outcome => ({
    plan,
    status,
    durationMs: performance.now() - startedAt,
    modelCalls: budget.calls,
    tokens: budget.spent,
    ...(error === undefined ? {} : { error }),
  });
  try {
    // What a service would do where a request comes in: say once whom the work is for.
    await withContext({ userId, sessionId, conversationId, taskId }, () => scenarios[plan.scenario](run));
    return outcome('completed');
  } catch (error) {
    return outcome(run.signal.aborted ? 'cancelled' : 'failed', error);
  } finally {
    clearTimeout(giveUp);
  }
}
