import { and, eq, inArray } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { ExecutionRow } from './execution-row.ts';
import { agentExecutions } from './schema.ts';

/** The stored executions of some traces. */
export function readExecutionRows(
  client: pg.PoolClient | pg.Pool,
  project: string,
  traceIds: readonly string[],
): Promise<ExecutionRow[]> {
  return drizzle({ client })
    .select()
    .from(agentExecutions)
    .where(and(eq(agentExecutions.project, project), inArray(agentExecutions.trace_id, [...traceIds])));
}
