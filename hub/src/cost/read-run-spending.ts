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
  /** Seconds of a bucket; null adds up the whole stretch. */
  readonly bucketS: number | null;
  /** Whether to tell groups apart; else all is one. */
  readonly grouped: boolean;
  /** Only these users, sessions or conversations. */
  readonly keys?: readonly string[];
  readonly where?: RunFilter;
}

/** What the runs of one user, session or conversation add up to; `key` is null where none is said. */
export interface RunSpending extends Spending {
  readonly key: string | null;
  readonly bucketUs: number | null;
  readonly executions: number;
}

/**
 * Sums over runs that began in a stretch: executions that none of their trace holds, each with all that it holds, so that every
 * call counts once. A run is for whom it says, else for whom the first by name of those within it says.
 */
export async function readRunSpending(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  question: RunsQuestion,
): Promise<RunSpending[]> {
  const { by, bucketS, grouped, keys, where = {}, sinceUs, untilUs } = question;
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
      : `AND e.trace_id IN (SELECT k.trace_id FROM agent_executions k
                                                        WHERE ${around('k')} AND k.${column} = ANY(${keyed}))`;
  const bucket =
    bucketS === null
      ? 'NULL::timestamptz'
      : `date_bin(make_interval(secs => ${add(bucketS)}), started_at, 'epoch')`;
  const result = await pool.query<Omit<RunSpending, 'bucketUs'> & { bucket: string | null }>(
    `WITH said AS (
       SELECT e.trace_id, min(e.${column}) AS key FROM agent_executions e
       WHERE ${around('e')} AND e.parent_id IS NOT NULL AND e.${column} IS NOT NULL ${ofKeys} GROUP BY e.trace_id
     ), runs AS (
       SELECT coalesce(e.${column}, s.key) AS key, e.*
       FROM agent_executions e
       LEFT JOIN agent_executions p ON ${around('p')} AND p.id = e.parent_id AND p.trace_id = e.trace_id
       LEFT JOIN said s ON s.trace_id = e.trace_id
       WHERE e.project = $1 AND e.started_at >= $2 AND e.started_at < $3 AND p.id IS NULL ${ofKeys} ${filters.join(' ')}
     )
     SELECT ${bucket} AS bucket, ${grouped ? 'key' : 'NULL'} AS key, count(*) AS executions,
            coalesce(sum(llm_calls), 0)::float8 AS calls,
            coalesce(sum(input_tokens), 0)::float8 AS "inputTokens", coalesce(sum(output_tokens), 0)::float8 AS "outputTokens",
            coalesce(sum(part."cacheRead"), 0)::float8 AS "cacheReadTokens",
            coalesce(sum(part."cacheWrite"), 0)::float8 AS "cacheWriteTokens",
            coalesce(sum(part.reasoning), 0)::float8 AS "reasoningTokens",
            coalesce(sum(cost_pico), 0)::float8 AS "costPico", coalesce(sum(unpriced_calls), 0)::float8 AS unpriced
     FROM runs
     LEFT JOIN LATERAL (
       SELECT sum(u."cacheRead") AS "cacheRead", sum(u."cacheWrite") AS "cacheWrite", sum(u.reasoning) AS reasoning
       FROM jsonb_array_elements(runs.total->'models') AS m,
            jsonb_to_record(m->'usage') AS u("cacheRead" bigint, "cacheWrite" bigint, reasoning bigint)
     ) AS part ON true
     ${keyed === null ? '' : `WHERE key = ANY(${keyed})`}
     GROUP BY 1, 2 ORDER BY 1, "costPico" DESC, 2`,
    values,
  );
  return result.rows.map(({ bucket: begin, ...row }) => ({
    ...row,
    bucketUs: begin === null ? null : microsOfTimestamp(begin),
  }));
}
