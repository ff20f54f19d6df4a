import { bucketSecondsOf } from '../participants/read-agent-parts.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import {
  conditionsOf,
  type EvaluationFilter,
  ITS_EXECUTION,
  LABEL,
  NAME,
  SCORE,
} from './read-evaluations.ts';

export const summaryDimensions = ['name', 'agent', 'version', 'model'] as const;
export type SummaryDimension = (typeof summaryDimensions)[number];

/** Evaluations of equal group, name, time, tenth and label, added up. */
export interface EvaluationCell {
  readonly group: string | null;
  readonly name: string;
  /** Whether it is of the stretch and not of the one before. */
  readonly isNow: boolean;
  /** Begin of the point of the trend, microseconds. */
  readonly bucketUs: number;
  /** 1 to 10, 0 below, 11 above; null without a score. */
  readonly tenth: number | null;
  readonly label: string | null;
  readonly count: number;
  readonly scored: number;
  readonly sum: number;
  readonly min: number | null;
  readonly max: number | null;
}

export interface EvaluationGroup {
  readonly group: string | null;
  readonly name: string;
  readonly count: number;
  readonly scored: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly distribution: readonly { readonly tenth: number; readonly count: number }[];
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  readonly trend: readonly {
    readonly bucketUs: number;
    readonly count: number;
    readonly mean: number | null;
  }[];
  readonly before: { readonly count: number; readonly mean: number | null };
  readonly change: number | null;
}

const MAX_CONSIDERED = 50_000;
const MAX_LABELS = 20;

const groupColumns: Readonly<Record<SummaryDimension, string>> = {
  name: NAME,
  agent: 'e.name',
  version: 'e.version',
  // Of the call that was judged, else of the execution where it used but one.
  model:
    'coalesce(c.model, (SELECT min(m.model) FROM observatory_models(e.own, e.sums) AS m HAVING count(*) = 1))',
};

export interface EvaluationCells {
  readonly cells: readonly EvaluationCell[];
  readonly considered: number;
  readonly truncated: boolean;
  readonly bucketS: number;
}

/** The newest 50,000 evaluations of a stretch and the one before, added up by what the summary tells apart. */
export async function readCells(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  by: SummaryDimension,
  filter: EvaluationFilter,
): Promise<EvaluationCells> {
  const { sinceUs, untilUs, agent } = filter;
  const bucketS = bucketSecondsOf(filter);
  const values: unknown[] = [project];
  const conditions = conditionsOf({ ...filter, sinceUs: 2 * sinceUs - untilUs }, values);
  values.push(MAX_CONSIDERED + 1, isoOfMicros(sinceUs), bucketS, MAX_CONSIDERED);
  const [limitAt, sinceAt, bucketAt, maxAt] = [3, 2, 1, 0].map((back) => `$${values.length - back}`);
  if (agent !== undefined) values.push(agent);
  const needsExecution = by !== 'name' || agent !== undefined;
  const result = await pool.query<Omit<EvaluationCell, 'bucketUs'> & { bucket: string; looked: number }>(
    `WITH l AS MATERIALIZED (
       SELECT l.*, row_number() OVER (ORDER BY l.time DESC, l.id DESC) AS at, count(*) OVER () AS looked FROM (
         SELECT l.project, l.time, l.id, l.trace_id, l.span_id, l.attributes FROM logs l
         WHERE l.project = $1 ${conditions} ORDER BY l.time DESC, l.id DESC LIMIT ${limitAt}) AS l),
     judged AS (
       SELECT ${groupColumns[by]} AS "group", ${NAME} AS name, l.time >= ${sinceAt} AS "isNow", ${LABEL} AS label,
              date_bin(make_interval(secs => ${bucketAt}), l.time, ${sinceAt}::timestamptz) AS bucket, ${SCORE} AS score, l.looked
       FROM l ${needsExecution ? ITS_EXECUTION : ''}
       WHERE l.at <= ${maxAt} ${agent === undefined ? '' : `AND e.name = $${values.length}`})
     SELECT "group", name, "isNow", bucket, label,
            CASE WHEN score = 1 THEN 10 ELSE width_bucket(score, 0, 1, 10) END AS tenth,
            count(*) AS count, count(score) AS scored, coalesce(sum(score), 0) AS sum, min(score) AS min, max(score) AS max,
            max(looked) AS looked
     FROM judged GROUP BY 1, 2, 3, 4, 5, 6`,
    values,
  );
  const considered = result.rows.reduce((sum, { count }) => sum + count, 0);
  return {
    cells: result.rows.map(({ bucket, looked: _looked, ...cell }) => ({
      ...cell,
      bucketUs: microsOfTimestamp(bucket),
    })),
    considered,
    truncated: (result.rows[0]?.looked ?? 0) > MAX_CONSIDERED,
    bucketS,
  };
}

/** Cells put together: by group and name, since scores of different names are of different things. Most first. */
export function summarise(cells: readonly EvaluationCell[]): EvaluationGroup[] {
  const groups = Map.groupBy(cells, ({ group, name }) => JSON.stringify([group, name]));
  return [...groups.values()]
    .flatMap((all) => {
      const [one] = all;
      return one === undefined ? [] : [groupOf(one, all)];
    })
    .sort((a, b) => b.count - a.count || compare(a.name, b.name) || compare(a.group ?? '', b.group ?? ''));
}

function groupOf({ group, name }: EvaluationCell, all: readonly EvaluationCell[]): EvaluationGroup {
  const now = all.filter((cell) => cell.isNow);
  const before = all.filter((cell) => !cell.isNow);
  const mean = meanOf(now);
  const meanBefore = meanOf(before);
  const tenths = Map.groupBy(now, ({ tenth }) => tenth);
  const labels = Map.groupBy(now, ({ label }) => label);
  const buckets = Map.groupBy(now, ({ bucketUs }) => bucketUs);
  return {
    group,
    name,
    count: countOf(now),
    scored: now.reduce((sum, cell) => sum + cell.scored, 0),
    mean,
    min: least(now.map((cell) => cell.min)),
    max: most(now.map((cell) => cell.max)),
    distribution: [...tenths]
      .flatMap(([tenth, some]) => (tenth === null ? [] : [{ tenth, count: countOf(some) }]))
      .sort((a, b) => a.tenth - b.tenth),
    labels: [...labels]
      .flatMap(([label, some]) => (label === null ? [] : [{ label, count: countOf(some) }]))
      .sort((a, b) => b.count - a.count || compare(a.label, b.label))
      .slice(0, MAX_LABELS),
    trend: [...buckets]
      .map(([bucketUs, some]) => ({ bucketUs, count: countOf(some), mean: meanOf(some) }))
      .sort((a, b) => a.bucketUs - b.bucketUs),
    before: { count: countOf(before), mean: meanBefore },
    change: mean === null || meanBefore === null ? null : mean - meanBefore,
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const countOf = (cells: readonly EvaluationCell[]) => cells.reduce((sum, { count }) => sum + count, 0);

function meanOf(cells: readonly EvaluationCell[]): number | null {
  const scored = cells.reduce((sum, cell) => sum + cell.scored, 0);
  return scored === 0 ? null : cells.reduce((sum, cell) => sum + cell.sum, 0) / scored;
}

const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
const least = (values: readonly (number | null)[]) =>
  known(values).reduce<number | null>((min, value) => (min === null || value < min ? value : min), null);
const most = (values: readonly (number | null)[]) =>
  known(values).reduce<number | null>((max, value) => (max === null || value > max ? value : max), null);
