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
  readonly cost_usd: number;
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
  const result = await pool.query<StatsBucket>(
    `WITH bounds AS (
       SELECT date_bin(make_interval(secs => $3), $2::timestamptz, 'epoch') AS first
     ), runs AS (
       SELECT date_bin(make_interval(secs => $3), started_at, 'epoch') AS bucket, status, cost_pico, unpriced_calls,
              input_tokens + output_tokens AS tokens
       FROM agent_executions
       WHERE project = $1 AND started_at >= (SELECT first FROM bounds) AND started_at <= now() AND parent_id IS NULL
     )
     SELECT b.bucket::text AS time, count(r.bucket) AS started,
            count(*) FILTER (WHERE status = 'completed') AS completed,
            count(*) FILTER (WHERE status = 'failed') AS failed,
            count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
            count(*) FILTER (WHERE status = 'running') AS running,
            coalesce(sum(cost_pico), 0)::float8 / 1e12 AS cost_usd,
            coalesce(sum(unpriced_calls), 0)::bigint AS unpriced_calls,
            coalesce(sum(tokens), 0)::bigint AS tokens
     FROM generate_series((SELECT first FROM bounds), now(), make_interval(secs => $3)) AS b(bucket)
     LEFT JOIN runs r ON r.bucket = b.bucket
     GROUP BY b.bucket ORDER BY b.bucket`,
    [project, isoOfMicros(sinceUs), bucketSeconds],
  );
  return result.rows.map((row) => ({ ...row, time: isoOfMicros(microsOfTimestamp(row.time)) }));
}
