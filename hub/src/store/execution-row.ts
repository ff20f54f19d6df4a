import { fingerprintOf } from '../failures/fingerprint.ts';
import type { FoldedExecution } from '../fold/results.ts';
import type { Tally } from '../fold/tallies.ts';
import { type ExecutionTotals, sumOf } from '../fold/totals.ts';
import { boundedName, boundedNullable } from './bounds.ts';
import type { agentExecutions, ErrorCause } from './schema.ts';

/** A row as it is selected, its content sealed and its sums in one of two forms. */
export type StoredExecution = Omit<typeof agentExecutions.$inferSelect, 'sealed_by'>;

type Sums = 'total' | 'own' | 'tallies' | 'total_sums' | 'own_sums' | 'tally_sums';

export interface ExecutionRow extends Omit<StoredExecution, Sums> {
  /** Executions within this one included. */
  readonly total: ExecutionTotals;
  readonly own: ExecutionTotals;
  /** Of its own steps; null in rows of hubs that did not count them yet. */
  readonly tallies: readonly Tally[] | null;
}

/** The row of agent_executions that stores a folded execution. */
export function executionRow(project: string, execution: FoldedExecution): ExecutionRow {
  const { usage, costPico, calls, unpriced } = sumOf(execution.total);
  return {
    project,
    started_at: execution.startedUs,
    id: execution.id,
    trace_id: execution.traceId,
    span_id: execution.spanId,
    parent_id: execution.parentId,
    kind: execution.kind,
    name: boundedName(execution.name),
    operation: execution.operation,
    status: execution.status,
    error_type: execution.error?.type ?? null,
    error_message: execution.error?.message ?? null,
    ended_at: execution.endedUs,
    last_event_at: execution.lastEventUs,
    service: boundedName(execution.service),
    user_id: boundedNullable(execution.userId),
    session_id: boundedNullable(execution.sessionId),
    task_id: boundedNullable(execution.taskId),
    conversation_id: boundedNullable(execution.conversationId),
    workflow_id: boundedNullable(execution.workflowId),
    step_count: execution.stepCount,
    llm_calls: calls,
    tool_calls: execution.total.toolCalls,
    input_tokens: usage.input,
    output_tokens: usage.output,
    cost_pico: costPico,
    unpriced_calls: unpriced,
    total: execution.total,
    own: execution.own,
    marks: [...execution.marks],
    running_steps: execution.runningSteps,
    tallies: execution.tallies,
    environment: boundedNullable(execution.environment),
    version: boundedNullable(execution.version),
    ...failureOf(execution),
  };
}

/** UTF-16 units of a cause's message. */
const MAX_MESSAGE = 1000;

function failureOf({
  id,
  error,
  cause,
}: FoldedExecution): Pick<ExecutionRow, 'error_step' | 'error_fingerprint' | 'error_cause'> {
  if (cause === null) return { error_step: null, error_fingerprint: null, error_cause: null };
  const { executionId, step, fault } = cause;
  const isOwn = executionId === id && fault.type === error?.type && fault.message === error.message;
  const told: ErrorCause = {
    ...(executionId !== id && { execution: executionId }),
    type: fault.type,
    message: fault.message.slice(0, MAX_MESSAGE).toWellFormed(),
  };
  return {
    error_step: boundedNullable(step),
    error_fingerprint: fingerprintOf({ ...fault, step }),
    error_cause: isOwn ? null : told,
  };
}
