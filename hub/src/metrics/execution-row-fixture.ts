import type { Tally } from '../fold/tallies.ts';
import { type ExecutionRow, executionRow } from '../store/execution-row.ts';

/** The row of a run of the agent `name` that ended. */
export function row(name: string, tallies: readonly Tally[] | null, trace = 'a'): ExecutionRow {
  const traceId = trace.repeat(32);
  const folded = executionRow('default', {
    id: `${traceId}${'b'.repeat(16)}`,
    traceId,
    spanId: 'b'.repeat(16),
    parentId: null,
    kind: 'agent',
    name,
    operation: null,
    status: 'completed',
    error: null,
    cause: null,
    startedUs: 1,
    endedUs: 2,
    lastEventUs: 2,
    service: 'shop',
    environment: null,
    version: null,
    userId: null,
    sessionId: null,
    taskId: null,
    conversationId: null,
    workflowId: null,
    stepCount: 0,
    runningSteps: 0,
    own: { models: [], toolCalls: 0 },
    total: { models: [], toolCalls: 0 },
    tallies: [],
    marks: [],
  });
  return { ...folded, tallies };
}
