import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import type { Spending } from './spending.ts';

/** Whom an execution says it runs for. */
const columns = { user: 'user_id', session: 'session_id', conversation: 'conversation_id' } as const;
export type RunDimension = keyof typeof columns;
export const runDimensions = Object.keys(columns) as readonly RunDimension[];

export interface RunFilter {
  /** Of the topmost execution. */
  readonly agent?: string;
  readonly workflow?: string;
  readonly service?: string;
  readonly environment?: string;
}

export interface RunsQuestion extends Stretch {
  readonly by: RunDimension;
  /** All together; each group, and each bucket; or each group in each bucket. */
  readonly shape: 'total' | 'groups and buckets' | 'groups by bucket';
  /** Seconds of a bucket. */
  readonly bucketS: number;
  /** Only these users, sessions or conversations. */
  readonly keys?: readonly string[];
  readonly where?: RunFilter;
}

/** What runs of one user, session or conversation, or of one bucket, add up to. */
export interface RunSpending extends Spending {
  /** Null where none is said; undefined where it is of all. */
  readonly key: string | null | undefined;
  readonly bucketUs: number | null;
  readonly executions: number;
}

const PARTS = `LEFT JOIN LATERAL (
  SELECT sum(m.cache_read_tokens) AS "cacheRead", sum(m.cache_write_tokens) AS "cacheWrite", sum(m.reasoning_tokens) AS reasoning
  FROM observatory_models(runs.total, runs.total_sums) AS m
) AS part ON true`;

/**
 * Sums over runs that began in a stretch: executions that none of their trace holds, each with all that it holds, so that every
 * call counts once. A run is for whom it says, else for whom the first by name of those within it says. The parts of tokens are told
 * of groups alone.
 */
export async function readRunSpending(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  question: RunsQuestion,
): Promise<RunSpending[]> {
  const { by, shape, bucketS, keys, where = {}, sinceUs, untilUs } = question;
  const column = columns[by];
  const values: unknown[] = [project, isoOfMicros(sinceUs), isoOfMicros(untilUs)];
  const add = (value: unknown) => `$${values.push(value)}`;
  const filters = [
    ...(where.agent === undefined ? [] : [`AND e.kind = 'agent' AND e.name = ${add(where.agent)}`]),
    ...(where.workflow === undefined ? [] : [`AND e.kind = 'workflow' AND e.name = ${add(where.workflow)}`]),
    ...(where.service === undefined ? [] : [`AND e.service = ${add(where.service)}`]),
    ...(where.environment === undefined
      ? []
      : [`AND coalesce(e.environment, '') = ${add(where.environment)}`]),
  ];
  const around = (table: string) =>
    `${table}.project = $1 AND ${table}.started_at > $2::timestamptz - interval '1 day'
     AND ${table}.started_at < $3::timestamptz + interval '1 day'`;
  const keyed = keys === undefined ? null : add(keys);
  const ofKeys =
    keyed === null
      ? ''
      : `AND e.trace_id IN (SELECT k.trace_id FROM agent_executions k WHERE ${around('k')} AND k.${column} = ANY(${keyed}))`;
  const isTotal = shape === 'total';
  const bucket = isTotal
    ? 'NULL::timestamptz'
    : `date_bin(make_interval(secs => ${add(bucketS)}), e.started_at, 'epoch')`;
  const isParted = shape === 'groups and buckets';
  const part = (name: string) => (isParted ? `coalesce(sum("${name}"), 0)::float8` : '0::float8');
  const result = await pool.query<
    Omit<RunSpending, 'bucketUs' | 'key'> & { key: string | null; bucket: string | null; ofAll: boolean }
  >(
    // What holds no more than itself says nothing more within: only the others are looked into.
    `WITH runs AS (
       SELECT coalesce(e.${column}, CASE WHEN e.total IS DISTINCT FROM e.own OR e.own_sums IS NOT NULL THEN (
                SELECT min(n.${column}) FROM agent_executions n
                WHERE ${around('n')} AND n.trace_id = e.trace_id AND n.parent_id IS NOT NULL) END) AS key,
              ${bucket} AS bucket, e.llm_calls, e.input_tokens, e.output_tokens, e.cost_pico, e.unpriced_calls, e.total, e.total_sums
       FROM agent_executions e
       WHERE e.project = $1 AND e.started_at >= $2 AND e.started_at < $3 ${filters.join(' ')} ${ofKeys}
             AND (e.parent_id IS NULL OR NOT EXISTS (
                    SELECT FROM agent_executions p WHERE ${around('p')} AND p.trace_id = e.trace_id AND p.id = e.parent_id))
     )
     SELECT ${isTotal ? 'NULL AS key, NULL AS bucket, true AS "ofAll"' : 'key, bucket, GROUPING(key) = 1 AS "ofAll"'},
            count(*) AS executions, coalesce(sum(llm_calls), 0)::float8 AS calls,
            coalesce(sum(input_tokens), 0)::float8 AS "inputTokens", coalesce(sum(output_tokens), 0)::float8 AS "outputTokens",
            ${part('cacheRead')} AS "cacheReadTokens", ${part('cacheWrite')} AS "cacheWriteTokens",
            ${part('reasoning')} AS "reasoningTokens",
            coalesce(sum(cost_pico), 0)::float8 AS "costPico", coalesce(sum(unpriced_calls), 0)::float8 AS unpriced
     FROM runs ${isParted ? PARTS : ''}
     ${keyed === null ? '' : `WHERE key = ANY(${keyed})`}
     ${isTotal ? '' : isParted ? 'GROUP BY GROUPING SETS ((key), (bucket))' : 'GROUP BY key, bucket'}`,
    values,
  );
  return result.rows.map(({ bucket: begin, key, ofAll, ...row }) => ({
    ...row,
    key: ofAll ? undefined : key,
    bucketUs: begin === null ? null : microsOfTimestamp(begin),
  }));
}
