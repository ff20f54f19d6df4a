import { and, eq, inArray } from 'drizzle-orm';
import type { Reads } from './database.ts';
import type { ExecutionRow } from './execution-row.ts';
import { executionSelection, openExecution } from './read-executions.ts';
import { agentExecutions } from './schema.ts';

/** 16 bytes. */
const TRACE_ID_DIGITS = 32;

/** Those of some executions that are stored, in no order. An id begins with that of its trace, which the index has. */
export async function readExecutionsById(
  { db, sealing }: Reads,
  project: string,
  ids: readonly string[],
): Promise<ExecutionRow[]> {
  const traceIds = [...new Set(ids.map((id) => id.slice(0, TRACE_ID_DIGITS)))];
  const rows = await db
    .select(executionSelection)
    .from(agentExecutions)
    .where(
      and(
        eq(agentExecutions.project, project),
        inArray(agentExecutions.trace_id, traceIds),
        inArray(agentExecutions.id, [...ids]),
      ),
    );
  return rows.map((row) => openExecution(sealing, row));
}
