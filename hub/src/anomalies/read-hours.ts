import { figureRows } from '../figures/figure-rows.ts';
import { SIZE_INTERVAL_S } from '../forecasts/sample-sizes.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import { endOf, type Hours } from './hours.ts';

type Pool = Pick<Database, 'pool'>;

const hourFigures = [
  'runs',
  'ended',
  'failed',
  'durationS',
  'toolCalls',
  'calls',
  'callsEnded',
  'callsFailed',
  'callDurationS',
  'tokens',
  'costUsd',
  'unpriced',
] as const;
type HourFigure = (typeof hourFigures)[number];

/** Sums of each hour; a figure that was not asked for is missing. */
export type HourlyFigures = Readonly<Record<HourFigure, Float64Array>>;

const sums: Readonly<Record<HourFigure, string>> = {
  runs: "sum(started) FILTER (WHERE kind = 'execution')",
  ended: "sum(completed + failed + cancelled) FILTER (WHERE kind = 'execution')",
  failed: "sum(failed) FILTER (WHERE kind = 'execution')",
  durationS: "sum(duration_ms) FILTER (WHERE kind = 'execution') / 1000",
  toolCalls: "sum(started) FILTER (WHERE kind = 'tool')",
  calls: "sum(started) FILTER (WHERE kind = 'model')",
  callsEnded: "sum(completed + failed + cancelled) FILTER (WHERE kind = 'model')",
  callsFailed: "sum(failed) FILTER (WHERE kind = 'model')",
  callDurationS: "sum(duration_ms) FILTER (WHERE kind = 'model') / 1000",
  // As float8: exact up to 2^53, and sums of bigint are numeric, which is slow.
  tokens: "sum((input_tokens + output_tokens)::float8) FILTER (WHERE kind = 'model')",
  costUsd: "sum(cost_pico::float8) FILTER (WHERE kind = 'model') / 1e12::float8",
  unpriced: "sum(unpriced) FILTER (WHERE kind = 'model')",
};

export interface Subject {
  readonly agent: string | null;
  readonly provider: string | null;
  readonly model: string | null;
}

export interface SubjectHours extends Subject {
  readonly figures: HourlyFigures;
}

export interface HoursQuestion {
  readonly hours: Hours;
  /** What is told apart; `all` adds everything up. */
  readonly by: 'agent' | 'model' | 'all';
  readonly agent?: string;
  readonly model?: string;
}

/** The hours of each agent, or of each model; those without a name are '' in place of it. */
export async function readHours(
  { pool }: Pool,
  project: string,
  { hours, by, agent, model }: HoursQuestion,
): Promise<SubjectHours[]> {
  const { firstUs, count } = hours;
  const values: unknown[] = [project, isoOfMicros(firstUs)];
  const figures = figureRows(
    { sinceUs: firstUs, untilUs: endOf(hours) },
    true,
    (value) => `$${values.push(value)}`,
  );
  const equals = (column: string, value: string | undefined) =>
    value === undefined ? [] : [`${column} = $${values.push(value)}`];
  // Models and tools share the column of names.
  const ofModels = by === 'model' ? ["kind = 'model'", ...equals('name', model)] : [];
  const conditions = [...ofModels, ...equals('agent', agent)];
  const subject = { agent: "agent, '', ''", model: "'', provider, name", all: "'', '', ''" }[by];
  const wanted = hourFigures.map((figure) => `coalesce(${sums[figure]}, 0)::float8`);
  const { rows } = await pool.query<[string, string, string, number, ...number[]]>({
    text: `SELECT ${subject}, floor(date_part('epoch', bucket - $2::timestamptz) / 3600)::int, ${wanted.join(', ')}
           FROM ${figures} ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
           GROUP BY 1, 2, 3, 4`,
    values,
    rowMode: 'array',
  });
  const subjects = new Map<string, SubjectHours>();
  for (const [agentName, provider, name, hour, ...found] of rows) {
    const key = JSON.stringify([agentName, provider, name]);
    let one = subjects.get(key);
    if (!one) {
      one = {
        agent: by === 'agent' ? agentName : null,
        provider: by === 'model' ? provider : null,
        model: by === 'model' ? name : null,
        figures: noFigures(count),
      };
      subjects.set(key, one);
    }
    for (const [at, figure] of hourFigures.entries()) one.figures[figure][hour] = found[at] ?? 0;
  }
  return [...subjects.values()];
}

export function noFigures(count: number): HourlyFigures {
  return Object.fromEntries(hourFigures.map((figure) => [figure, new Float64Array(count)])) as Record<
    HourFigure,
    Float64Array
  >;
}

/** All subjects together. */
export function addUp(subjects: readonly SubjectHours[], count: number): HourlyFigures {
  const sum = noFigures(count);
  for (const { figures } of subjects)
    for (const figure of hourFigures)
      for (let hour = 0; hour < count; hour += 1)
        sum[figure][hour] = (sum[figure][hour] ?? 0) + (figures[figure][hour] ?? 0);
  return sum;
}

/** Samples of an hour that are missing before it counts as a gap: a restart is none. */
const MAY_MISS = 2;
const SAMPLES = 3600 / SIZE_INTERVAL_S;

/**
 * 1 for each hour in which a hub was there: it stored the size of its database all the time. Of the time before the first
 * such sample (of an older hub) an hour counts in which anything ran.
 */
export async function readSeen({ pool }: Pool, project: string, hours: Hours): Promise<Uint8Array> {
  const { firstUs, count, lastShare } = hours;
  const first = isoOfMicros(firstUs);
  const end = isoOfMicros(endOf(hours));
  const samples = await pool.query<{ hour: number; samples: number; since: string }>(
    `SELECT floor(extract(epoch FROM sampled_at - $1::timestamptz) / 3600)::int AS hour, count(*) AS samples,
            min(sampled_at) AS since
     FROM database_sizes WHERE sampled_at >= $1 AND sampled_at < $2 GROUP BY 1 ORDER BY 1`,
    [first, end],
  );
  const ran = await pool.query<{ hour: number }>(
    // Hour by hour: an index says at once whether there is any, however many there are.
    `SELECT hour FROM generate_series(0, $4::int - 1) AS hour, make_interval(hours => hour) AS after
     WHERE EXISTS (SELECT FROM agent_figures
                   WHERE project = $1 AND bucket >= $2::timestamptz + after
                         AND bucket < least($3, $2::timestamptz + after + interval '1 hour'))`,
    [project, first, samples.rows[0]?.since ?? end, count],
  );
  const seen = new Uint8Array(count);
  for (const { hour } of ran.rows) seen[hour] = 1;
  for (const { hour, samples: found } of samples.rows) {
    const least = SAMPLES * (hour === count - 1 ? lastShare : 1) - MAY_MISS;
    if (found >= least) seen[hour] = 1;
  }
  return seen;
}
