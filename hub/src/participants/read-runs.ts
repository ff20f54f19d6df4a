import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { executionSelection, openExecution } from '../store/read-executions.ts';
import { agentExecutions } from '../store/schema.ts';

/** Stored executions by their ids, earliest first. Found by their traces, of which there is an index. */
export async function readRuns(
  { db, sealing }: Pick<Database, 'db' | 'sealing'>,
  project: string,
  ids: readonly string[],
): Promise<ExecutionRow[]> {
  if (ids.length === 0) return [];
  const traces = [...new Set(ids.map((id) => id.slice(0, 32)))];
  const rows = await db
    .select(executionSelection)
    .from(agentExecutions)
    .where(
      and(
        eq(agentExecutions.project, project),
        inArray(agentExecutions.trace_id, traces),
        inArray(agentExecutions.id, [...ids]),
      ),
    )
    .orderBy(asc(agentExecutions.started_at), asc(agentExecutions.id));
  return rows.map((row) => openExecution(sealing, row));
}
