import type pg from 'pg';
import { inTransaction } from '../store/database.ts';
import { FIGURE_BUCKET_S } from './read-figures.ts';

/** A bucket that waits to be added up; its begin as PostgreSQL prints it. */
export interface QueuedBucket {
  readonly project: string;
  readonly bucket: string;
}

/** Newest buckets that a look at the queue takes first, so that what runs now is seen also behind a long past. */
const NEWEST = 2;

/** Buckets that wait: the newest, then those that wait longest, `limit` at most. */
export async function readQueuedBuckets(pool: pg.Pool, limit: number): Promise<QueuedBucket[]> {
  const { rows } = await pool.query<QueuedBucket>(
    `WITH waiting AS (SELECT project, bucket, min(id) AS id FROM figures_queue GROUP BY project, bucket),
          placed AS (SELECT *, row_number() OVER (ORDER BY bucket DESC, id) AS newest FROM waiting)
     SELECT project, bucket FROM placed
     ORDER BY CASE WHEN newest <= ${NEWEST} THEN newest END, id LIMIT $1`,
    [limit],
  );
  return rows;
}

/** The largest bigint: what is beyond must not stop the adding up. */
const MOST = '9223372036854775807';

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
const WITHIN = `project = $1::text AND started_at >= $2::timestamptz
  AND started_at < $2::timestamptz + interval '${FIGURE_BUCKET_S} seconds'`;

const WRITE = `INSERT INTO agent_figures (project, bucket, kind, agent, workflow, service, environment, provider, name,
    started, completed, failed, cancelled, roots, duration_ms,
    input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost_pico, unpriced)
  SELECT $1::text, $2::timestamptz, 'execution', CASE kind WHEN 'agent' THEN name ELSE '' END, CASE kind WHEN 'workflow' THEN name ELSE '' END,
         service, coalesce(environment, ''), '', '',
         ${COUNTS}, count(*) FILTER (WHERE parent_id IS NULL), ${DURATION_MS},
         ${MODEL_SUMS.map(() => '0').join(', ')}, 0
  FROM agent_executions WHERE ${WITHIN} GROUP BY 4, 5, 6, 7
  UNION ALL
  SELECT $1::text, $2::timestamptz, kind, coalesce(agent, ''), coalesce(workflow, ''), service, coalesce(environment, ''),
         coalesce(provider, ''), name,
         ${COUNTS}, 0, ${DURATION_MS},
         ${MODEL_SUMS.join(', ')},
         count(*) FILTER (WHERE kind = 'model' AND input_tokens IS NOT NULL AND cost_pico IS NULL)
  FROM agent_calls WHERE ${WITHIN} GROUP BY 3, 4, 5, 6, 7, 8, 9`;

/**
 * Adds one bucket up anew. `null`: another hub is adding up, and this one is to come back later. Of all hubs one at a time does
 * it: what a fold commits meanwhile is in the queue again, and is then added up after this commit, so that nothing is lost.
 */
export function writeFigures(pool: pg.Pool, { project, bucket }: QueuedBucket): Promise<boolean | null> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtext('observatory_figures')) AS mine",
    );
    if (rows[0]?.mine !== true) return null;
    // Statements of their own: each sees what was committed before it began.
    const claimed = await client.query('DELETE FROM figures_queue WHERE project = $1 AND bucket = $2', [
      project,
      bucket,
    ]);
    if (claimed.rowCount === 0) return false;
    await client.query('DELETE FROM agent_figures WHERE project = $1 AND bucket = $2', [project, bucket]);
    await client.query(WRITE, [project, bucket]);
    return true;
  });
}
