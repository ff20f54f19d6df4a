import { getTableColumns } from 'drizzle-orm';
import type pg from 'pg';
import { FIGURE_BUCKET_S } from '../figures/figure-rows.ts';
import type { CallRow } from '../store/call-row.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import { agentCalls } from '../store/schema.ts';

const KEY = ['project', 'trace_id', 'span_id', 'started_at'];
const values = Object.values(getTableColumns(agentCalls))
  .map(({ name }) => name)
  .filter((name) => !KEY.includes(name));
const columnsOf = (table: string) => values.map((name) => `${table}.${name}`).join(', ');

const BUCKETS = `SELECT DISTINCT date_bin('${FIGURE_BUCKET_S} seconds', started_at, 'epoch') AS bucket`;

/** Inserts the rows of calls, and replaces those that changed. Resolves with their buckets of figures, in microseconds. */
export async function writeCalls(client: pg.PoolClient, rows: readonly CallRow[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const written = await client.query<{ bucket: string }>({
    name: 'fold-write-calls',
    text: `WITH written AS (
           INSERT INTO agent_calls SELECT * FROM json_populate_recordset(null::agent_calls, $1)
           ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
             ${values.map((name) => `${name} = excluded.${name}`).join(', ')}
           WHERE (${columnsOf('agent_calls')}) IS DISTINCT FROM (${columnsOf('excluded')})
           RETURNING started_at)
           ${BUCKETS} FROM written`,
    values: [JSON.stringify(rows.map(databaseRow))],
  });
  return written.rows.map((row) => microsOfTimestamp(row.bucket));
}

/**
 * Removes what was stored of some traces and is no call any more, since a span that came later stands for it. Resolves with
 * the buckets of figures of what it removed, in microseconds.
 */
export async function deleteOtherCalls(
  client: pg.PoolClient,
  project: string,
  traceIds: readonly string[],
  rows: readonly CallRow[],
): Promise<number[]> {
  if (traceIds.length === 0) return [];
  const removed = await client.query<{ bucket: string }>({
    name: 'fold-delete-calls',
    text: `WITH removed AS (
           DELETE FROM agent_calls c
           WHERE c.project = $1 AND c.trace_id = ANY($2::bytea[])
             AND NOT EXISTS (SELECT FROM json_populate_recordset(null::agent_calls, $3) AS k
                             WHERE k.trace_id = c.trace_id AND k.span_id = c.span_id AND k.started_at = c.started_at)
           RETURNING c.started_at)
           ${BUCKETS} FROM removed`,
    values: [
      project,
      traceIds.map((id) => Buffer.from(id, 'hex')),
      JSON.stringify(
        rows.map(({ trace_id, span_id, started_at }) => databaseRow({ trace_id, span_id, started_at })),
      ),
    ],
  });
  return removed.rows.map((row) => microsOfTimestamp(row.bucket));
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
