import { getTableColumns } from 'drizzle-orm';
import type pg from 'pg';
import type { CallRow } from '../store/call-row.ts';
import { isoOfMicros } from '../store/micros.ts';
import { agentCalls } from '../store/schema.ts';

const KEY = ['project', 'trace_id', 'span_id', 'started_at'];
const values = Object.values(getTableColumns(agentCalls))
  .map(({ name }) => name)
  .filter((name) => !KEY.includes(name));
const columnsOf = (table: string) => values.map((name) => `${table}.${name}`).join(', ');

/** Inserts the rows of calls, and replaces those that changed. */
export async function writeCalls(client: pg.PoolClient, rows: readonly CallRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query({
    name: 'fold-write-calls',
    text: `INSERT INTO agent_calls SELECT * FROM json_populate_recordset(null::agent_calls, $1)
           ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
             ${values.map((name) => `${name} = excluded.${name}`).join(', ')}
           WHERE (${columnsOf('agent_calls')}) IS DISTINCT FROM (${columnsOf('excluded')})`,
    values: [JSON.stringify(rows.map(databaseRow))],
  });
}

/** Removes what was stored of some traces and is no call any more, since a span that came later stands for it. */
export async function deleteOtherCalls(
  client: pg.PoolClient,
  project: string,
  traceIds: readonly string[],
  rows: readonly CallRow[],
): Promise<void> {
  if (traceIds.length === 0) return;
  await client.query({
    name: 'fold-delete-calls',
    text: `DELETE FROM agent_calls c
           WHERE c.project = $1 AND c.trace_id = ANY($2::bytea[])
             AND NOT EXISTS (SELECT FROM json_populate_recordset(null::agent_calls, $3) AS k
                             WHERE k.trace_id = c.trace_id AND k.span_id = c.span_id AND k.started_at = c.started_at)`,
    values: [
      project,
      traceIds.map((id) => Buffer.from(id, 'hex')),
      JSON.stringify(
        rows.map(({ trace_id, span_id, started_at }) => databaseRow({ trace_id, span_id, started_at })),
      ),
    ],
  });
}

/** The row in the text forms that PostgreSQL reads. */
function databaseRow(row: Pick<CallRow, 'trace_id' | 'span_id' | 'started_at'> & Partial<CallRow>) {
  return {
    ...row,
    started_at: isoOfMicros(row.started_at),
    trace_id: `\\x${row.trace_id}`,
    span_id: `\\x${row.span_id}`,
    ...(row.execution_id === undefined ? {} : { execution_id: `\\x${row.execution_id}` }),
    ...(row.ended_at == null ? {} : { ended_at: isoOfMicros(row.ended_at) }),
  };
}
