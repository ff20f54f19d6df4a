import type { Database } from '../store/database.ts';
import { microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import type { FigureKind } from '../store/schema.ts';
import { figureRows, HOUR_S } from './figure-rows.ts';

/** What figures are told apart by; `name` is that of the model or tool. */
export const figureDimensions = ['agent', 'workflow', 'service', 'environment', 'provider', 'name'] as const;
export type FigureDimension = (typeof figureDimensions)[number];

export interface FiguresQuestion extends Stretch {
  readonly kind: FigureKind;
  readonly by: readonly FigureDimension[];
  /** Seconds of one bucket of the answer, a multiple of FIGURE_BUCKET_S; null adds up the whole stretch. */
  readonly bucketS: number | null;
  /** Only rows with this value, or one of these; '' is a dimension that a row does not have. */
  readonly where?: Partial<Record<FigureDimension, string | readonly string[]>>;
}

/** Sums over a group of rows; the dimensions that were not asked for are ''. */
export interface Figures extends Readonly<Record<FigureDimension, string>> {
  /** Begin of the bucket, microseconds; null where none was asked for. */
  readonly bucketUs: number | null;
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly roots: number;
  /** Of what ended, added up. */
  readonly durationMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  readonly costPico: number;
  readonly unpriced: number;
}

/**
 * Sums of what began in a stretch, by buckets of five minutes: the begin of the stretch is rounded down and its end up to
 * such a bucket. Buckets without any row are not in the answer.
 */
export async function readFigures(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  question: FiguresQuestion,
): Promise<Figures[]> {
  const { kind, by, bucketS, where = {} } = question;
  const values: unknown[] = [project, kind];
  const byHours = bucketS === null || bucketS % HOUR_S === 0;
  const rows = figureRows(question, byHours, (value) => `$${values.push(value)}`);
  const conditions = figureDimensions.flatMap((dimension) => {
    const value = where[dimension];
    if (value === undefined) return [];
    values.push(typeof value === 'string' ? [value] : value);
    return [`AND ${dimension} = ANY($${values.length})`];
  });
  if (bucketS !== null) values.push(bucketS);
  const bucket =
    bucketS === null
      ? 'NULL::timestamptz'
      : `date_bin(make_interval(secs => $${values.length}), bucket, 'epoch')`;
  const dimensions = figureDimensions.map((dimension) =>
    by.includes(dimension) ? dimension : `'' AS ${dimension}`,
  );
  const groups = [...(bucketS === null ? [] : ['1']), ...by];
  const result = await pool.query<Figures & { bucket: string | null }>(
    `SELECT ${bucket} AS bucket, ${dimensions.join(', ')},
            sum(started) AS started, sum(completed) AS completed, sum(failed) AS failed, sum(cancelled) AS cancelled,
            sum(roots) AS roots, sum(duration_ms) AS "durationMs",
            sum(input_tokens)::float8 AS "inputTokens", sum(output_tokens)::float8 AS "outputTokens",
            sum(cache_read_tokens)::float8 AS "cacheReadTokens", sum(cache_write_tokens)::float8 AS "cacheWriteTokens",
            sum(reasoning_tokens)::float8 AS "reasoningTokens", sum(cost_pico)::float8 AS "costPico",
            sum(unpriced) AS unpriced
     FROM ${rows} WHERE kind = $2 ${conditions.join(' ')}
     ${groups.length === 0 ? 'HAVING count(*) > 0' : `GROUP BY ${groups.join(', ')} ORDER BY ${groups.join(', ')}`}`,
    values,
  );
  return result.rows.map(({ bucket: begin, ...figures }) => ({
    ...figures,
    bucketUs: begin === null ? null : microsOfTimestamp(begin),
  }));
}
