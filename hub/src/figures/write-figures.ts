import type pg from 'pg';
import { inTransaction } from '../store/database.ts';
import { addUpHours, MOST } from './add-up-hours.ts';
import { FIGURE_BUCKET_S } from './figure-rows.ts';

/** Buckets of one hour that wait to be added up, by their begin as PostgreSQL prints it. */
export interface QueuedBuckets {
  readonly project: string;
  readonly buckets: readonly string[];
}

/** Hours that a look at the queue takes first, the newest, so that what runs now is seen also behind a long past. */
const NEWEST = 2;

/** What waits, by the hour: the newest, then what waits longest; `limit` hours at most. */
export async function readQueuedBuckets(pool: pg.Pool, limit: number): Promise<QueuedBuckets[]> {
  const { rows } = await pool.query<QueuedBuckets>(
    `WITH waiting AS (
       SELECT project, date_trunc('hour', bucket) AS hour, array_agg(DISTINCT bucket::text) AS buckets, min(id) AS id
       FROM figures_queue GROUP BY 1, 2
     ), placed AS (SELECT *, row_number() OVER (ORDER BY hour DESC, id) AS newest FROM waiting)
     SELECT project, buckets FROM placed
     ORDER BY CASE WHEN newest <= ${NEWEST} THEN newest END, id LIMIT $1`,
    [limit],
  );
  return rows;
}

const MODEL_SUMS = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cost_pico',
].map((name) => `least(coalesce(sum(${name}), 0), ${MOST})`);

const COUNTS = `count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
  count(*) FILTER (WHERE status = 'cancelled')`;
const DURATION_MS = `coalesce(sum(extract(epoch FROM ended_at - started_at) * 1000) FILTER (WHERE status <> 'running'), 0)`;
const BUCKET = `date_bin('${FIGURE_BUCKET_S} seconds', started_at, 'epoch')`;
const WITHIN = `project = $1::text AND started_at >= $2::timestamptz
  AND started_at < $3::timestamptz + interval '${FIGURE_BUCKET_S} seconds' AND ${BUCKET} = ANY($4::timestamptz[])`;

const WRITE = `INSERT INTO agent_figures (project, bucket, kind, agent, workflow, service, environment, provider, name,
    started, completed, failed, cancelled, roots, duration_ms,
    input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost_pico, unpriced)
  SELECT $1::text, ${BUCKET}, 'execution', CASE kind WHEN 'agent' THEN name ELSE '' END, CASE kind WHEN 'workflow' THEN name ELSE '' END,
         service, coalesce(environment, ''), '', '',
         ${COUNTS}, count(*) FILTER (WHERE parent_id IS NULL), ${DURATION_MS},
         ${MODEL_SUMS.map(() => '0').join(', ')}, 0
  FROM agent_executions WHERE ${WITHIN} GROUP BY 2, 4, 5, 6, 7
  UNION ALL
  SELECT $1::text, ${BUCKET}, kind, coalesce(agent, ''), coalesce(workflow, ''), service, coalesce(environment, ''),
         coalesce(provider, ''), name,
         ${COUNTS}, 0, ${DURATION_MS},
         ${MODEL_SUMS.join(', ')},
         count(*) FILTER (WHERE kind = 'model' AND input_tokens IS NOT NULL AND cost_pico IS NULL)
  FROM agent_calls WHERE ${WITHIN} GROUP BY 2, 3, 4, 5, 6, 7, 8, 9`;

const HOUR = "date_bin('1 hour', $2::timestamptz, 'epoch')";
const ADD_UP_HOUR = addUpHours(`project = $1 AND bucket >= ${HOUR} AND bucket < ${HOUR} + interval '1 hour'`);

/**
 * Adds some buckets of an hour up anew, and the hour with them. False: another hub is adding up, and this one is to come back later. Of all hubs one at a time does
 * it: what a fold commits meanwhile is in the queue again, and is then added up after this commit, so that nothing is lost.
 */
export function writeFigures(pool: pg.Pool, { project, buckets }: QueuedBuckets): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtext('observatory_figures')) AS mine",
    );
    if (rows[0]?.mine !== true) return false;
    // Statements of their own: each sees what was committed before it began.
    const claimed = await client.query<{ bucket: string }>(
      'DELETE FROM figures_queue WHERE project = $1 AND bucket = ANY($2::timestamptz[]) RETURNING bucket',
      [project, buckets],
    );
    const queued = [...new Set(claimed.rows.map((row) => row.bucket))].sort();
    const [first, last] = [queued[0], queued.at(-1)];
    if (first === undefined || last === undefined) return true;
    await client.query('DELETE FROM agent_figures WHERE project = $1 AND bucket = ANY($2::timestamptz[])', [
      project,
      queued,
    ]);
    await client.query(WRITE, [project, first, last, queued]);
    await client.query(`DELETE FROM agent_figures_hours WHERE project = $1 AND bucket = ${HOUR}`, [
      project,
      first,
    ]);
    await client.query(ADD_UP_HOUR, [project, first]);
    return true;
  });
}
