import { and, eq, getTableColumns, inArray } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { executionPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { ExecutionRow, StoredExecution } from './execution-row.ts';
import { withSums } from './execution-sums.ts';
import { agentExecutions } from './schema.ts';

const { sealed_by: _, ...columns } = getTableColumns(agentExecutions);
/** What a whole row is read with; its content is to be opened. */
export const executionSelection = columns;

/** A row as it was read, opened, and with its sums, whichever form they have. */
export function openExecution(sealing: Sealing, stored: StoredExecution): ExecutionRow {
  return withSums(openRow(sealing, executionPlace(stored.project, stored.id), stored));
}

/** The stored executions of some traces. */
export async function readExecutionRows(
  { pool, sealing }: { readonly pool: pg.PoolClient | pg.Pool; readonly sealing: Sealing },
  project: string,
  traceIds: readonly string[],
): Promise<ExecutionRow[]> {
  const rows = await drizzle({ client: pool })
    .select(executionSelection)
    .from(agentExecutions)
    .where(and(eq(agentExecutions.project, project), inArray(agentExecutions.trace_id, [...traceIds])));
  return rows.map((row) => openExecution(sealing, row));
}
