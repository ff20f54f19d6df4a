import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** Executions that single runs are looked at of; figures of more come from sums. A day of 72,000 is whole. */
export const MAX_RESPONSES = 100_000;

export interface Responses {
  /** How many executions these figures are of, and how far back the oldest of them began; null where there is none. */
  readonly executions: number;
  readonly reachesUs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  /** How many of those that ended took less than the first edge, from there to the second, …, the last or longer. */
  readonly counts: readonly number[];
  readonly sessions: number;
  readonly sessionsByAgent: ReadonlyMap<string, number>;
}

/** How long the newest executions of a stretch took, sorted between `edgesS` (seconds), and in how many sessions they ran. */
export async function readResponses(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  { sinceUs, untilUs }: Stretch,
  edgesS: readonly number[],
  agent?: string,
): Promise<Responses> {
  const values: unknown[] = [project, isoOfMicros(sinceUs), isoOfMicros(untilUs), edgesS];
  if (agent !== undefined) values.push(agent);
  const { rows } = await pool.query<{
    executions: number;
    reaches: string | null;
    p: number[] | null;
    counts: Record<string, number> | null;
    sessions: number;
    agents: Record<string, number> | null;
  }>(
    `WITH newest AS MATERIALIZED (
       SELECT kind, name, session_id, started_at, date_part('epoch', ended_at - started_at) AS seconds
       FROM agent_executions
       WHERE project = $1 AND started_at >= $2 AND started_at < $3
             ${agent === undefined ? '' : "AND kind = 'agent' AND name = $5"}
       ORDER BY started_at DESC LIMIT ${MAX_RESPONSES}
     ), of_session AS (
       SELECT DISTINCT CASE kind WHEN 'agent' THEN name END AS agent, session_id FROM newest WHERE session_id IS NOT NULL
     ), sorted AS (
       SELECT width_bucket(seconds, $4::float8[]) AS place, count(*) AS executions
       FROM newest WHERE seconds IS NOT NULL GROUP BY 1
     )
     SELECT count(*) AS executions, min(started_at) AS reaches,
            percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY seconds) AS p,
            (SELECT json_object_agg(place, executions) FROM sorted) AS counts,
            (SELECT count(*) FROM (SELECT DISTINCT session_id FROM of_session) AS one) AS sessions,
            (SELECT json_object_agg(agent, sessions)
             FROM (SELECT agent, count(*) AS sessions FROM of_session WHERE agent IS NOT NULL GROUP BY agent) AS by_agent) AS agents
     FROM newest`,
    values,
  );
  const [row] = rows;
  const ms = (at: number) => {
    const seconds = row?.p?.[at];
    return seconds == null ? null : seconds * 1000;
  };
  return {
    executions: row?.executions ?? 0,
    reachesUs: row?.reaches == null ? null : microsOfTimestamp(row.reaches),
    p50Ms: ms(0),
    p95Ms: ms(1),
    p99Ms: ms(2),
    counts: Array.from({ length: edgesS.length + 1 }, (_, place) => row?.counts?.[place] ?? 0),
    sessions: row?.sessions ?? 0,
    sessionsByAgent: new Map(Object.entries(row?.agents ?? {})),
  };
}
