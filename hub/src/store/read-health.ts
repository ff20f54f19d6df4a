import type { EndedFigures } from '../health/score.ts';
import type { Database } from './database.ts';
import { isoOfMicros } from './micros.ts';

/** A stretch of time: after `sinceUs`, up to `untilUs`. */
export interface Stretch {
  readonly sinceUs: number;
  readonly untilUs: number;
}

const noneEnded: EndedFigures = { ended: 0, completed: 0, failed: 0, cancelled: 0, averageMs: null };

const counts = `count(*) AS ended,
  count(*) FILTER (WHERE status = 'completed') AS completed,
  count(*) FILTER (WHERE status = 'failed') AS failed,
  count(*) FILTER (WHERE status = 'cancelled') AS cancelled`;
const DURATION_MS = '(extract(epoch FROM ended_at - started_at) * 1000)::float8';

/** Executions that ended in a stretch, and in the one of the same length before it. */
export async function readEnded(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs }: Stretch,
): Promise<{ current: EndedFigures; previous: EndedFigures }> {
  const result = await pool.query<EndedFigures & { current: boolean }>(
    `SELECT ended_at > $3 AS current, ${counts}, avg(${DURATION_MS}) AS "averageMs"
     FROM agent_executions WHERE project = $1 AND ended_at > $2 AND ended_at <= $4 GROUP BY 1`,
    [project, isoOfMicros(2 * sinceUs - untilUs), isoOfMicros(sinceUs), isoOfMicros(untilUs)],
  );
  const figuresOf = (current: boolean) => {
    const row = result.rows.find((one) => one.current === current);
    if (row === undefined) return noneEnded;
    const { ended, completed, failed, cancelled, averageMs } = row;
    return { ended, completed, failed, cancelled, averageMs };
  };
  return { current: figuresOf(true), previous: figuresOf(false) };
}

/** IA5: counts over all executions that are kept. */
export interface KeptFigures {
  readonly total_agents: number;
  readonly active_agents: number;
  readonly total_workflows: number;
  readonly active_workflows: number;
  readonly total_executions: number;
  readonly running_executions: number;
  readonly completed_executions: number;
  readonly failed_executions: number;
  readonly cancelled_executions: number;
  /** Seconds; null where none ended. */
  readonly average_execution_time: number | null;
}

export async function readKept({ pool }: Database, project: string): Promise<KeptFigures> {
  const result = await pool.query<KeptFigures>(
    `WITH by_name AS (
       SELECT kind, name, status, count(*) AS n, sum(extract(epoch FROM ended_at - started_at)) AS seconds
       FROM agent_executions WHERE project = $1 GROUP BY kind, name, status
     )
     SELECT count(DISTINCT name) FILTER (WHERE kind = 'agent') AS total_agents,
            count(DISTINCT name) FILTER (WHERE kind = 'agent' AND status = 'running') AS active_agents,
            count(DISTINCT name) FILTER (WHERE kind = 'workflow') AS total_workflows,
            count(DISTINCT name) FILTER (WHERE kind = 'workflow' AND status = 'running') AS active_workflows,
            coalesce(sum(n), 0)::bigint AS total_executions,
            coalesce(sum(n) FILTER (WHERE status = 'running'), 0)::bigint AS running_executions,
            coalesce(sum(n) FILTER (WHERE status = 'completed'), 0)::bigint AS completed_executions,
            coalesce(sum(n) FILTER (WHERE status = 'failed'), 0)::bigint AS failed_executions,
            coalesce(sum(n) FILTER (WHERE status = 'cancelled'), 0)::bigint AS cancelled_executions,
            (sum(seconds) / nullif(sum(n) FILTER (WHERE status <> 'running'), 0))::float8 AS average_execution_time
     FROM by_name`,
    [project],
  );
  const [row] = result.rows;
  if (row === undefined) throw new Error('an aggregate without GROUP BY gave no row');
  return row;
}

/** IA6, but for the load of the machine. */
export interface NowFigures {
  readonly running_executions: number;
  /** Began in the last five minutes. */
  readonly recent_executions: number;
  readonly active_steps: number;
  readonly failed_last_hour: number;
  readonly failed_last_day: number;
}

export async function readNow({ pool }: Database, project: string, nowUs: number): Promise<NowFigures> {
  const result = await pool.query<NowFigures>(
    `SELECT running.executions AS running_executions, running.steps AS active_steps,
            (SELECT count(*) FROM agent_executions
             WHERE project = $1 AND started_at > $2::timestamptz - interval '5 minutes' AND started_at <= $2) AS recent_executions,
            failed.last_hour AS failed_last_hour, failed.last_day AS failed_last_day
     FROM (SELECT count(*) AS executions, coalesce(sum(running_steps), 0)::bigint AS steps
           FROM agent_executions WHERE project = $1 AND status = 'running') AS running,
          (SELECT count(*) AS last_day,
                  count(*) FILTER (WHERE ended_at > $2::timestamptz - interval '1 hour') AS last_hour
           FROM agent_executions
           WHERE project = $1 AND status = 'failed' AND ended_at > $2::timestamptz - interval '1 day' AND ended_at <= $2) AS failed`,
    [project, isoOfMicros(nowUs)],
  );
  const [row] = result.rows;
  if (row === undefined) throw new Error('an aggregate without GROUP BY gave no row');
  return row;
}

/** How long executions took, in milliseconds; null where none ended. */
export interface Durations {
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** Executions of one agent or workflow that ended in a stretch. */
export interface NamedFigures extends EndedFigures {
  readonly kind: 'agent' | 'workflow';
  readonly name: string;
  readonly p95Ms: number;
}

/** Agents, workflows and types of errors that are listed; the sums count the others too. */
const MAX_NAMES = 100;

export async function readDurations(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs }: Stretch,
): Promise<Durations> {
  const result = await pool.query<{ average: number | null; p: number[] | null; max: number | null }>(
    `SELECT avg(${DURATION_MS}) AS average, max(${DURATION_MS}) AS max,
            percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY ${DURATION_MS}) AS p
     FROM agent_executions WHERE project = $1 AND ended_at > $2 AND ended_at <= $3`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs)],
  );
  const { average = null, p = null, max = null } = result.rows[0] ?? {};
  return { average, p50: p?.[0] ?? null, p95: p?.[1] ?? null, p99: p?.[2] ?? null, max };
}

/** The agents and workflows with the most executions that ended in a stretch. */
export async function readNamed(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs }: Stretch,
): Promise<NamedFigures[]> {
  const result = await pool.query<NamedFigures>(
    `SELECT kind, name, ${counts}, avg(${DURATION_MS}) AS "averageMs",
            percentile_cont(0.95) WITHIN GROUP (ORDER BY ${DURATION_MS}) AS "p95Ms"
     FROM agent_executions WHERE project = $1 AND ended_at > $2 AND ended_at <= $3
     GROUP BY kind, name ORDER BY count(*) DESC, kind, name LIMIT ${MAX_NAMES}`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs)],
  );
  return result.rows;
}

/** The types of errors of executions that failed in a stretch, the most frequent first. */
export async function readErrorTypes(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs }: Stretch,
): Promise<{ type: string; count: number }[]> {
  const result = await pool.query<{ type: string; count: number }>(
    `SELECT coalesce(error_type, 'Error') AS type, count(*) AS count
     FROM agent_executions WHERE project = $1 AND status = 'failed' AND ended_at > $2 AND ended_at <= $3
     GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${MAX_NAMES}`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs)],
  );
  return result.rows;
}

export interface UsageFigures {
  readonly llmCalls: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
}

/** What the runs that ended in a stretch used: executions that no other one started, those within them included. */
export async function readUsage(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs }: Stretch,
): Promise<UsageFigures> {
  const result = await pool.query<UsageFigures>(
    `SELECT coalesce(sum(llm_calls), 0)::bigint AS "llmCalls", coalesce(sum(tool_calls), 0)::bigint AS "toolCalls",
            coalesce(sum(input_tokens), 0)::bigint AS "inputTokens",
            coalesce(sum(output_tokens), 0)::bigint AS "outputTokens",
            coalesce(sum(cost_pico), 0)::float8 / 1e12 AS "costUsd",
            coalesce(sum(unpriced_calls), 0)::bigint AS "unpricedCalls"
     FROM agent_executions
     WHERE project = $1 AND ended_at > $2 AND ended_at <= $3 AND parent_id IS NULL`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs)],
  );
  const [row] = result.rows;
  if (row === undefined) throw new Error('an aggregate without GROUP BY gave no row');
  return row;
}
