import type pg from 'pg';
import type { AttributeValue } from '../otlp/records.ts';
import { isoOfMicros } from './micros.ts';

/** An execution that its process says to run. */
export interface Heartbeat {
  readonly project: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly startUs: number;
}

/** Executions of one record (docs/data-model.md). */
const MAX_EXECUTIONS = 500;
const ENTRY = /^([0-9a-f]{32})([0-9a-f]{16})\/(\d{1,16})$/;
/** A start further ahead than any clock is wrong would be kept until its day has passed. */
const MAX_AHEAD_US = 86_400_000_000;

/**
 * Reads the list of a heartbeat record, each entry `ID/START`. What is no such entry, or one too many, is left out and
 * counted.
 */
export function heartbeatsOf(
  project: string,
  executions: AttributeValue | undefined,
  nowUs: number,
): { heartbeats: Heartbeat[]; leftOut: number } {
  if (!Array.isArray(executions)) return { heartbeats: [], leftOut: 1 };
  const heartbeats = executions.slice(0, MAX_EXECUTIONS).flatMap((entry: AttributeValue) => {
    const [, traceId, spanId, start] = (typeof entry === 'string' && ENTRY.exec(entry)) || [];
    const startUs = Number(start);
    if (traceId === undefined || spanId === undefined || startUs > nowUs + MAX_AHEAD_US) return [];
    return [{ project, traceId, spanId, startUs }];
  });
  return { heartbeats, leftOut: executions.length - heartbeats.length };
}

/**
 * Notes that executions were heard of now: by the database's clock, since a sender's may be wrong by more than the
 * timeout. Those that counted as abandoned are to be folded anew.
 */
export async function writeHeartbeats(
  client: pg.PoolClient,
  heartbeats: ReadonlyMap<string, Heartbeat>,
): Promise<void> {
  // In one order everywhere, or two transactions that note the same ones could wait for each other.
  const rows = [...heartbeats]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { project, traceId, spanId, startUs }]) => ({
      project,
      trace_id: `\\x${traceId}`,
      span_id: `\\x${spanId}`,
      started_at: isoOfMicros(startUs),
    }));
  await client.query({
    name: 'write-heartbeats',
    text: `WITH given AS (
             SELECT project, started_at, trace_id, span_id FROM json_populate_recordset(null::execution_heartbeats, $1)
           ), noted AS (
             INSERT INTO execution_heartbeats AS h (project, started_at, trace_id, span_id, heard_at)
             SELECT project, started_at, trace_id, span_id, now() FROM given
             ON CONFLICT (project, trace_id, span_id, started_at)
             DO UPDATE SET heard_at = greatest(h.heard_at, excluded.heard_at)
           )
           INSERT INTO fold_queue (project, trace_id)
           SELECT DISTINCT e.project, e.trace_id FROM agent_executions e JOIN given g
             ON e.project = g.project AND e.started_at = g.started_at AND e.id = g.trace_id || g.span_id
           WHERE e.error_type = 'abandoned' AND e.status = 'failed'`,
    values: [JSON.stringify(rows)],
  });
}
