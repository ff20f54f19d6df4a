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

const MODEL_PARTS = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cost_pico',
];
const DIMENSIONS = ['kind', 'agent', 'workflow', 'service', 'environment', 'provider', 'name'];
const SUMS = [
  'started',
  'completed',
  'failed',
  'cancelled',
  'roots',
  'duration_ms',
  ...MODEL_PARTS,
  'unpriced',
];

const BUCKET = `date_bin('${FIGURE_BUCKET_S} seconds', started_at, 'epoch')`;
const WITHIN = `project = $1::text AND started_at >= $2::timestamptz
  AND started_at < $3::timestamptz + interval '${FIGURE_BUCKET_S} seconds' AND ${BUCKET} = ANY($4::timestamptz[])`;

/** What SUMS are of rows with that status; `others` are those after the duration. */
function sumsOf(status: string, roots: string, others: readonly string[]): string {
  const ended = ['completed', 'failed', 'cancelled'].map(
    (one) => `count(*) FILTER (WHERE ${status} = '${one}')`,
  );
  const duration = `coalesce(sum(extract(epoch FROM ended_at - started_at) * 1000) FILTER (WHERE ${status} <> 'running'), 0)`;
  return ['count(*)', ...ended, roots, duration, ...others]
    .map((sum, at) => `${sum} AS ${SUMS[at]}`)
    .join(', ');
}

const OF_EXECUTIONS = `SELECT ${BUCKET} AS bucket, 'execution', CASE kind WHEN 'agent' THEN name ELSE '' END,
         CASE kind WHEN 'workflow' THEN name ELSE '' END, service, coalesce(environment, ''), '', '',
         ${sumsOf('status', 'count(*) FILTER (WHERE parent_id IS NULL)', [...MODEL_PARTS.map(() => '0'), '0'])}
  FROM agent_executions WHERE ${WITHIN} GROUP BY 1, 3, 4, 5, 6`;

/** Calls by their series, which is looked up once for all of its calls; those of earlier hubs say themselves what it says. */
const OF_CALLS = `SELECT c.bucket, ${DIMENSIONS.map((name) => `coalesce(c.${name}, s.${name}, '')`).join(', ')},
         ${SUMS.map((name) => `c.${name}`).join(', ')}
  FROM (
    SELECT ${BUCKET} AS bucket, series_id, ${DIMENSIONS.join(', ')},
           ${sumsOf("coalesce(status, 'completed')", '0', [
             ...MODEL_PARTS.map((name) => `least(coalesce(sum(${name}), 0), ${MOST})`),
             'count(*) FILTER (WHERE input_tokens IS NOT NULL AND cost_pico IS NULL)',
           ])}
    FROM agent_calls WHERE ${WITHIN} GROUP BY 1, 2, ${DIMENSIONS.map((_, at) => at + 3).join(', ')}
  ) AS c LEFT JOIN call_series s ON s.project = $1::text AND s.id = c.series_id`;

const WRITE = `INSERT INTO agent_figures (project, bucket, ${DIMENSIONS.join(', ')}, ${SUMS.join(', ')})
  SELECT $1::text, figures.* FROM (${OF_EXECUTIONS} UNION ALL ${OF_CALLS}) AS figures`;

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
