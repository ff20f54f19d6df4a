import type { Database } from './database.ts';
import { isoOfMicros, microsOfTimestamp } from './micros.ts';

/** Runs that began in one stretch of time; runs are executions that no other one started. */
export interface StatsBucket {
  readonly time: string;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly running: number;
  /** Null where models were called and none of it has a price. */
  readonly cost_usd: number | null;
  readonly unpriced_calls: number;
  readonly tokens: number;
}

/** Runs that are running now, whenever they began. */
export async function countRunningRuns({ pool }: Database, project: string): Promise<number> {
  const result = await pool.query<{ running: number }>(
    "SELECT count(*) AS running FROM agent_executions WHERE project = $1 AND status = 'running' AND parent_id IS NULL",
    [project],
  );
  return result.rows[0]?.running ?? 0;
}

/** Buckets from `sinceUs` to now, empty ones included. */
export async function readStats(
  { pool }: Database,
  project: string,
  sinceUs: number,
  bucketSeconds: number,
): Promise<StatsBucket[]> {
  const bucketUs = bucketSeconds * 1e6;
  const firstUs = Math.floor(sinceUs / bucketUs) * bucketUs;
  const result = await pool.query<StatsBucket>(
    `WITH runs AS (
       SELECT date_bin(make_interval(secs => $3), started_at, 'epoch') AS bucket, count(*) AS started,
              count(*) FILTER (WHERE status = 'completed') AS completed,
              count(*) FILTER (WHERE status = 'failed') AS failed,
              count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
              count(*) FILTER (WHERE status = 'running') AS running,
              sum(cost_pico) AS cost, sum(llm_calls) AS calls, sum(unpriced_calls) AS unpriced, sum(input_tokens + output_tokens) AS tokens
       FROM agent_executions
       WHERE project = $1 AND started_at >= $2 AND started_at <= now() AND parent_id IS NULL
       GROUP BY 1
     )
     SELECT b.bucket::text AS time, ${['started', 'completed', 'failed', 'cancelled', 'running']
       .map((name) => `coalesce(r.${name}, 0)::bigint AS ${name}`)
       .join(', ')},
            coalesce(r.cost, CASE WHEN coalesce(r.calls, 0) = 0 THEN 0 END)::float8 / 1e12 AS cost_usd,
            coalesce(r.unpriced, 0)::bigint AS unpriced_calls,
            coalesce(r.tokens, 0)::bigint AS tokens
     FROM generate_series($2::timestamptz, now(), make_interval(secs => $3)) AS b(bucket)
     LEFT JOIN runs r ON r.bucket = b.bucket
     ORDER BY b.bucket`,
    [project, isoOfMicros(firstUs), bucketSeconds],
  );
  return result.rows.map((row) => ({ ...row, time: isoOfMicros(microsOfTimestamp(row.time)) }));
}
