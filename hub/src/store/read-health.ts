import { readFigures } from '../figures/read-figures.ts';
import type { EndedFigures } from '../health/score.ts';
import type { Database } from './database.ts';
import { HOUR_US, isoOfMicros } from './micros.ts';

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
/** In floating point from the start: `extract` counts in decimals, which takes several times as long. */
const DURATION_MS = "(date_part('epoch', ended_at - started_at) * 1000)";

const endedOf = ({ ended, completed, failed, cancelled, averageMs }: EndedFigures): EndedFigures => ({
  ended,
  completed,
  failed,
  cancelled,
  averageMs,
});

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
    return row === undefined ? noneEnded : endedOf(row);
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

interface KeptRow {
  readonly kind: 'agent' | 'workflow';
  readonly name: string;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of what ended, added up. */
  readonly durationMs: number;
}

/**
 * What began in this hour and the last one, and what runs, is counted as it is; what ended of the past is told by the figures,
 * which follow about a second later.
 */
export async function readKept({ pool }: Database, project: string, nowUs: number): Promise<KeptFigures> {
  const recentUs = Math.floor(nowUs / HOUR_US) * HOUR_US - HOUR_US;
  const ended = `count(*) FILTER (WHERE status = 'completed') AS completed, count(*) FILTER (WHERE status = 'failed') AS failed,
    count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
    coalesce(sum(${DURATION_MS}) FILTER (WHERE status <> 'running'), 0) AS "durationMs"`;
  const [past, recent, running] = await Promise.all([
    readFigures({ pool }, project, {
      sinceUs: 0,
      untilUs: recentUs,
      kind: 'execution',
      by: ['agent', 'workflow'],
      bucketS: null,
    }),
    pool.query<KeptRow>(
      `SELECT kind, name, 0 AS running, ${ended} FROM agent_executions
       WHERE project = $1 AND started_at >= $2 GROUP BY kind, name`,
      [project, isoOfMicros(recentUs)],
    ),
    pool.query<KeptRow>(
      `SELECT kind, name, count(*) AS running, ${ended} FROM agent_executions
       WHERE project = $1 AND status = 'running' GROUP BY kind, name`,
      [project],
    ),
  ]);
  const ofPast = past.map(
    (row): KeptRow => ({
      ...row,
      kind: row.workflow === '' ? 'agent' : 'workflow',
      name: row.workflow === '' ? row.agent : row.workflow,
      running: 0,
    }),
  );
  const rows = [...ofPast, ...recent.rows, ...running.rows];
  const names = (kind: KeptRow['kind'], some: readonly KeptRow[]) =>
    new Set(some.flatMap((row) => (row.kind === kind ? [row.name] : []))).size;
  const sum = (key: 'running' | 'completed' | 'failed' | 'cancelled' | 'durationMs') =>
    rows.reduce((all, row) => all + row[key], 0);
  const [completed, failed, cancelled] = [sum('completed'), sum('failed'), sum('cancelled')];
  const endedCount = completed + failed + cancelled;
  return {
    total_agents: names('agent', rows),
    active_agents: names('agent', running.rows),
    total_workflows: names('workflow', rows),
    active_workflows: names('workflow', running.rows),
    total_executions: endedCount + sum('running'),
    running_executions: sum('running'),
    completed_executions: completed,
    failed_executions: failed,
    cancelled_executions: cancelled,
    average_execution_time: endedCount === 0 ? null : sum('durationMs') / 1000 / endedCount,
  };
}

/** Executions that ended in the stretch of the same length before. */
export async function readEndedBefore(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs }: Stretch,
): Promise<EndedFigures> {
  const result = await pool.query<EndedFigures>(
    `SELECT ${counts}, avg(${DURATION_MS}) AS "averageMs"
     FROM agent_executions WHERE project = $1 AND ended_at > $2 AND ended_at <= $3`,
    [project, isoOfMicros(2 * sinceUs - untilUs), isoOfMicros(sinceUs)],
  );
  return result.rows[0] ?? noneEnded;
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

/** Executions that ended in a stretch: all together, and the agents and workflows with the most. */
export interface EndedByName {
  readonly all: EndedFigures;
  readonly durations: Durations;
  readonly named: readonly NamedFigures[];
}

type EndedRow = EndedFigures &
  Pick<NamedFigures, 'kind' | 'name'> & {
    readonly isAll: boolean;
    readonly p: number[] | null;
    readonly max: number | null;
  };

/** One pass over an index, and one sort for all of its percentiles. */
export async function readEndedByName(
  { pool }: Database,
  project: string,
  { sinceUs, untilUs }: Stretch,
): Promise<EndedByName> {
  const result = await pool.query<EndedRow>(
    `SELECT kind, name, GROUPING(kind) = 1 AS "isAll", ${counts}, avg(ms) AS "averageMs", max(ms) AS max,
            percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY ms) AS p
     FROM (SELECT kind, name, status, ${DURATION_MS} AS ms
           FROM agent_executions WHERE project = $1 AND ended_at > $2 AND ended_at <= $3) AS ended
     GROUP BY GROUPING SETS ((kind, name), ())
     ORDER BY GROUPING(kind) DESC, count(*) DESC, kind, name LIMIT 1 + ${MAX_NAMES}`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs)],
  );
  const [all, ...named] = result.rows;
  if (all?.isAll !== true) throw new Error('a grouping set without columns gave no row');
  const [p50 = null, p95 = null, p99 = null] = all.p ?? [];
  return {
    all: endedOf(all),
    durations: { average: all.averageMs, p50, p95, p99, max: all.max },
    named: named.map((row) => ({ ...endedOf(row), kind: row.kind, name: row.name, p95Ms: row.p?.[1] ?? 0 })),
  };
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
  /** null where models were called and none of it has a price. */
  readonly costUsd: number | null;
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
            coalesce(sum(cost_pico), CASE WHEN coalesce(sum(llm_calls), 0) = 0 THEN 0 END)::float8 / 1e12 AS "costUsd",
            coalesce(sum(unpriced_calls), 0)::bigint AS "unpricedCalls"
     FROM agent_executions
     WHERE project = $1 AND ended_at > $2 AND ended_at <= $3 AND parent_id IS NULL`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs)],
  );
  const [row] = result.rows;
  if (row === undefined) throw new Error('an aggregate without GROUP BY gave no row');
  return row;
}
