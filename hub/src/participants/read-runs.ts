import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Database } from '../store/database.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { agentExecutions } from '../store/schema.ts';

/** Stored executions by their ids, earliest first. Found by their traces, of which there is an index. */
export function readRuns(
  { db }: Pick<Database, 'db'>,
  project: string,
  ids: readonly string[],
): Promise<ExecutionRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  const traces = [...new Set(ids.map((id) => id.slice(0, 32)))];
  return db
    .select()
    .from(agentExecutions)
    .where(
      and(
        eq(agentExecutions.project, project),
        inArray(agentExecutions.trace_id, traces),
        inArray(agentExecutions.id, [...ids]),
      ),
    )
    .orderBy(asc(agentExecutions.started_at), asc(agentExecutions.id));
}
