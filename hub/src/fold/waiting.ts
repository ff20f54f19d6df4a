import type pg from 'pg';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';

/** A trace that is to be folded again at a time, should nothing more of it come before. */
export interface WaitingTrace {
  readonly traceId: string;
  readonly dueUs: number;
}

/** Writes down when traces are due, in the transaction of their fold; the newest word counts. */
export async function writeWaiting(
  client: pg.PoolClient,
  project: string,
  traces: readonly WaitingTrace[],
): Promise<void> {
  if (traces.length === 0) return;
  const rows = traces.map(({ traceId, dueUs }) => ({
    project,
    trace_id: `\\x${traceId}`,
    due_at: isoOfMicros(dueUs),
  }));
  await client.query(
    `INSERT INTO waiting_traces SELECT * FROM json_populate_recordset(null::waiting_traces, $1)
     ON CONFLICT (project, trace_id) DO UPDATE SET due_at = excluded.due_at`,
    [JSON.stringify(rows)],
  );
}

/** Moves the traces that are due into the queue of what is to be folded; one that is being folded waits for the next time. */
export async function queueWaiting({ workPool }: Database): Promise<void> {
  await workPool.query(
    `WITH locked AS (SELECT project, trace_id FROM waiting_traces WHERE due_at <= now() FOR UPDATE SKIP LOCKED),
          due AS (DELETE FROM waiting_traces w USING locked l WHERE w.project = l.project AND w.trace_id = l.trace_id
                  RETURNING w.project, w.trace_id)
     INSERT INTO fold_queue (project, trace_id) SELECT project, trace_id FROM due`,
  );
}
