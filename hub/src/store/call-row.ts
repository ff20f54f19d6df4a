import type { ExecutionStatus } from '@observatory/shim/conventions';
import type { FoldedExecution, FoldedStep, FoldedTrace } from '../fold/results.ts';
import { boundedName, boundedNullable } from './bounds.ts';
import type { agentCalls, callSeries } from './schema.ts';

/** What many calls have in common. */
export type CallSeries = Omit<typeof callSeries.$inferSelect, 'id' | 'project'>;

/** A call as the view whole_calls shows it, but for its series, which is apart. */
export interface CallRow
  extends Omit<typeof agentCalls.$inferSelect, keyof CallSeries | 'series_id' | 'status'> {
  readonly status: ExecutionStatus;
  readonly series: CallSeries;
}

/** The rows of agent_calls that store what counts of a folded trace. */
export function callRows(
  project: string,
  { executions, steps }: Pick<FoldedTrace, 'executions' | 'steps'>,
): CallRow[] {
  const byId = new Map(executions.map((execution) => [execution.id, execution]));
  const workflows = workflowsOf(byId);
  return steps.flatMap((step) => {
    const execution = byId.get(step.executionId);
    return step.counts && execution !== undefined
      ? [callRow(project, step, execution, workflows.get(execution.id) ?? null)]
      : [];
  });
}

function callRow(
  project: string,
  step: FoldedStep,
  execution: FoldedExecution,
  workflow: string | null,
): CallRow {
  const { inference } = step;
  const usage = inference?.usage;
  return {
    project,
    started_at: step.startedUs,
    trace_id: execution.traceId,
    span_id: step.stepId,
    execution_id: execution.id,
    series: {
      agent: execution.kind === 'agent' ? boundedName(execution.name) : null,
      workflow: boundedNullable(workflow),
      service: boundedName(execution.service),
      environment: execution.environment,
      kind: inference ? 'model' : 'tool',
      name: boundedName(inference?.model ?? step.name),
      provider: boundedNullable(inference?.provider ?? null),
    },
    status: step.status,
    error_type: boundedNullable(step.error?.type ?? null),
    ended_at: step.endedUs,
    input_tokens: usage?.input ?? null,
    output_tokens: usage?.output ?? null,
    cache_read_tokens: usage?.cacheRead ?? null,
    cache_write_tokens: usage?.cacheWrite ?? null,
    reasoning_tokens: usage?.reasoning ?? null,
    cost_pico: inference?.costPico ?? null,
  };
}

/** Execution → name of the nearest workflow, be it the execution itself; no way up is gone twice. */
function workflowsOf(byId: ReadonlyMap<string, FoldedExecution>): ReadonlyMap<string, string | null> {
  const workflows = new Map<string, string | null>();
  for (const execution of byId.values()) {
    const way: string[] = [];
    let one: FoldedExecution | undefined = execution;
    while (one !== undefined && !workflows.has(one.id)) {
      workflows.set(one.id, one.kind === 'workflow' ? one.name : null);
      way.push(one.id);
      one = one.kind === 'workflow' ? undefined : byId.get(one.parentId ?? '');
    }
    const last = way.at(-1) ?? execution.id;
    const name = workflows.get(one?.id ?? last) ?? null;
    for (const passed of way) workflows.set(passed, name);
  }
  return workflows;
}
