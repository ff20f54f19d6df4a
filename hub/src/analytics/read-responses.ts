import { bucketSecondsOf } from '../participants/read-agent-parts.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** Executions that single runs are looked at of; figures of more come from sums. A day of 72,000 is whole. */
export const MAX_RESPONSES = 100_000;

/** The durations that half, 95 and 99 of 100 executions that ended did not exceed; null where none ended. */
export interface Percentiles {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

interface ResponsePoint extends Percentiles {
  /** Begin of the bucket. */
  readonly bucketUs: number;
  /** Executions that began in it and ended. */
  readonly ended: number;
}

export interface Responses extends Percentiles {
  /** How many executions these figures are of, and how far back the oldest of them began; null where there is none. */
  readonly executions: number;
  readonly reachesUs: number | null;
  readonly bucketS: number;
  /** Buckets without any execution are there too. */
  readonly overTime: readonly ResponsePoint[];
  /** How many of those that ended took less than the first edge, from there to the second, …, the last or longer. */
  readonly counts: readonly number[];
  readonly sessions: number;
  readonly sessionsByAgent: ReadonlyMap<string, number>;
}

const PERCENTILES = 'percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY seconds)';
const MINUTE_S = 60;
/** A stretch up to here is shown by the minute. */
const BY_MINUTE_US = 30 * MINUTE_S * 1e6;

/** How long the newest executions of a stretch took, over time and sorted between `edgesS` (seconds), and in how many sessions they ran. */
export async function readResponses(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  stretch: Stretch,
  edgesS: readonly number[],
  agent?: string,
): Promise<Responses> {
  const { sinceUs, untilUs } = stretch;
  const bucketS = untilUs - sinceUs <= BY_MINUTE_US ? MINUTE_S : bucketSecondsOf(stretch);
  const values: unknown[] = [project, isoOfMicros(sinceUs), isoOfMicros(untilUs), edgesS, bucketS];
  if (agent !== undefined) values.push(agent);
  const { rows } = await pool.query<{
    executions: number;
    reaches: string | null;
    p: number[] | null;
    points: Record<string, { ended: number; p: number[] }> | null;
    counts: Record<string, number> | null;
    sessions: number;
    agents: Record<string, number> | null;
  }>(
    `WITH newest AS MATERIALIZED (
       SELECT kind, name, session_id, started_at, date_part('epoch', ended_at - started_at) AS seconds
       FROM agent_executions
       WHERE project = $1 AND started_at >= $2 AND started_at < $3
             ${agent === undefined ? '' : "AND kind = 'agent' AND name = $6"}
       ORDER BY started_at DESC LIMIT ${MAX_RESPONSES}
     ), of_session AS (
       SELECT DISTINCT CASE kind WHEN 'agent' THEN name END AS agent, session_id FROM newest WHERE session_id IS NOT NULL
     ), sorted AS (
       SELECT width_bucket(seconds, $4::float8[]) AS place, count(*) AS executions
       FROM newest WHERE seconds IS NOT NULL GROUP BY 1
     ), over_time AS (
       SELECT (date_part('epoch', date_bin(make_interval(secs => $5), started_at, 'epoch')) * 1000000)::bigint AS bucket_us,
              json_build_object('ended', count(*), 'p', ${PERCENTILES}) AS point
       FROM newest WHERE seconds IS NOT NULL GROUP BY 1
     )
     SELECT count(*) AS executions, min(started_at) AS reaches,
            ${PERCENTILES} AS p,
            (SELECT json_object_agg(bucket_us, point) FROM over_time) AS points,
            (SELECT json_object_agg(place, executions) FROM sorted) AS counts,
            (SELECT count(*) FROM (SELECT DISTINCT session_id FROM of_session) AS one) AS sessions,
            (SELECT json_object_agg(agent, sessions)
             FROM (SELECT agent, count(*) AS sessions FROM of_session WHERE agent IS NOT NULL GROUP BY agent) AS by_agent) AS agents
     FROM newest`,
    values,
  );
  const [row] = rows;
  const first = Math.floor(sinceUs / (bucketS * 1e6)) * bucketS * 1e6;
  return {
    executions: row?.executions ?? 0,
    reachesUs: row?.reaches == null ? null : microsOfTimestamp(row.reaches),
    ...percentilesOf(row?.p),
    bucketS,
    overTime: Array.from({ length: Math.ceil((untilUs - first) / (bucketS * 1e6)) }, (_, at) => {
      const bucketUs = first + at * bucketS * 1e6;
      const point = row?.points?.[bucketUs];
      return { bucketUs, ended: point?.ended ?? 0, ...percentilesOf(point?.p) };
    }),
    counts: Array.from({ length: edgesS.length + 1 }, (_, place) => row?.counts?.[place] ?? 0),
    sessions: row?.sessions ?? 0,
    sessionsByAgent: new Map(Object.entries(row?.agents ?? {})),
  };
}

function percentilesOf(seconds: readonly number[] | null | undefined): Percentiles {
  const ms = (at: number) => {
    const value = seconds?.[at];
    return value == null ? null : value * 1000;
  };
  return { p50Ms: ms(0), p95Ms: ms(1), p99Ms: ms(2) };
}
