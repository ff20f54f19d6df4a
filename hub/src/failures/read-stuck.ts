import { Attr } from '@observatory/shim/conventions';
import type { Database } from '../store/database.ts';
import { eventAttributeSql } from '../store/event-attributes.ts';
import { eventsOfExecutionsSql, executionKeys } from '../store/events-of-executions.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { type FailedExecution, messageOf } from './read-failures.ts';

export interface StuckQuestion {
  readonly agent: string | null;
  readonly service: string | null;
  readonly environment: string | null;
}

/** A running execution that is silent for longer than expected. Times in microseconds. */
export interface StuckRow {
  readonly id: string;
  readonly parentId: string | null;
  readonly kind: 'agent' | 'workflow';
  readonly name: string;
  readonly service: string;
  readonly environment: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly startedUs: number;
  readonly lastEventUs: number;
  readonly heardUs: number | null;
  readonly expectedS: number;
  readonly expectedBy: 'own_p99' | 'timeout_share';
  readonly samples: number;
}

/** Runs from which a percentile says something. */
const MIN_SAMPLES = 20;
/** The newest runs of an agent that are looked at. */
const NEWEST_RUNS = 500;
/** Nobody is called stuck for less. */
const MIN_SILENCE_S = 10;
/** Of the timeout after which an execution counts as abandoned. */
const TIMEOUT_SHARE = 0.5;
/** Agents whose own runs are looked at, those silent longest first; of others the timeout counts. */
const MAX_AGENTS = 200;

/**
 * Running executions that are silent for longer than 99 % of the well ended runs of the same agent took in all, or, where
 * that is not known or more, than half the timeout. Of those within one another the innermost alone.
 */
export async function readStuck(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  { agent, service, environment }: StuckQuestion,
  clock: { readonly nowUs: number; readonly timeoutUs: number },
  limit: number,
): Promise<{ running: number; stuckCount: number; stuck: StuckRow[] }> {
  const result = await pool.query<
    Omit<StuckRow, 'startedUs' | 'lastEventUs' | 'heardUs'> & {
      started: string;
      last: string;
      heard: string | null;
      stuckCount: number;
    }
  >(
    `WITH silent AS MATERIALIZED (
       SELECT project, id, trace_id, span_id, parent_id, kind, name, service, environment, user_id, session_id,
              started_at, last_event_at
       FROM agent_executions WHERE status = 'running' AND project = $1
         AND last_event_at < $2::timestamptz - interval '${MIN_SILENCE_S} seconds'
         AND ($4::text IS NULL OR name = $4) AND ($5::text IS NULL OR service = $5)
         AND ($6::text IS NULL OR environment = $6)
     ), named AS (
       SELECT kind, name FROM silent GROUP BY kind, name ORDER BY min(last_event_at) LIMIT ${MAX_AGENTS}
     ), usual AS (
       SELECT n.kind, n.name, runs.p99, runs.samples
       FROM named n CROSS JOIN LATERAL (
         SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - started_at)) AS p99,
                count(*) AS samples
         FROM (SELECT status, started_at, ended_at FROM agent_executions e
               WHERE e.project = $1 AND e.name = n.name AND e.kind = n.kind
               ORDER BY started_at DESC LIMIT ${NEWEST_RUNS}) AS newest
         WHERE status = 'completed'
       ) AS runs
     ), judged AS (
       SELECT s.*, CASE WHEN u.samples >= ${MIN_SAMPLES} AND u.p99 < $3
                        THEN greatest(u.p99, ${MIN_SILENCE_S}) END AS own_s, u.samples
       FROM silent s LEFT JOIN usual u USING (kind, name)
     ), stuck AS (
       SELECT * FROM judged WHERE last_event_at < $2::timestamptz - make_interval(secs => coalesce(own_s, $3))
     ), innermost AS (
       SELECT * FROM stuck s WHERE NOT EXISTS (SELECT FROM stuck c WHERE c.parent_id = s.id)
     )
     SELECT encode(e.id, 'hex') AS id, encode(e.parent_id, 'hex') AS "parentId", e.kind, e.name, e.service, e.environment,
            e.user_id AS "userId", e.session_id AS "sessionId", e.started_at AS started, e.last_event_at AS last,
            h.heard_at AS heard, coalesce(e.own_s, $3)::float8 AS "expectedS",
            CASE WHEN e.own_s IS NULL THEN 'timeout_share' ELSE 'own_p99' END AS "expectedBy",
            CASE WHEN e.own_s IS NULL THEN 0 ELSE e.samples END AS samples,
            (SELECT count(*) FROM innermost) AS "stuckCount"
     FROM innermost e LEFT JOIN execution_heartbeats h
       ON h.project = e.project AND h.started_at = e.started_at AND h.trace_id = e.trace_id AND h.span_id = e.span_id
     ORDER BY e.last_event_at, e.id LIMIT $7`,
    [
      project,
      isoOfMicros(clock.nowUs),
      (clock.timeoutUs / 1e6) * TIMEOUT_SHARE,
      agent,
      service,
      environment,
      limit,
    ],
  );
  const running = await pool.query<{ count: number }>(
    `SELECT count(*) AS count FROM agent_executions WHERE status = 'running' AND project = $1
       AND ($2::text IS NULL OR name = $2) AND ($3::text IS NULL OR service = $3)
       AND ($4::text IS NULL OR environment = $4)`,
    [project, agent, service, environment],
  );
  return {
    running: running.rows[0]?.count ?? 0,
    stuckCount: result.rows[0]?.stuckCount ?? 0,
    stuck: result.rows.map(({ started, last, heard, stuckCount: _, ...row }) => ({
      ...row,
      startedUs: microsOfTimestamp(started),
      lastEventUs: microsOfTimestamp(last),
      heardUs: heard === null ? null : microsOfTimestamp(heard),
    })),
  };
}

export interface OpenStep {
  readonly executionId: string;
  readonly name: string;
  readonly kind: string;
  readonly sinceUs: number;
}

const STEP_KIND = eventAttributeSql('s', `'${Attr.stepKind}'`);

/** Of each execution the step that began last and has no end, by its events. */
export async function readOpenSteps(
  { pool }: Pick<Database, 'pool'>,
  executions: readonly { readonly id: string; readonly startedUs: number }[],
): Promise<OpenStep[]> {
  if (executions.length === 0) return [];
  const sinceUs = Math.min(...executions.map(({ startedUs }) => startedUs)) - 60e6;
  const { ids, traceIds } = executionKeys(executions.map(({ id }) => id));
  const result = await pool.query<Omit<OpenStep, 'sinceUs'> & { since: string }>(
    `SELECT DISTINCT ON (s.execution_id) encode(s.execution_id, 'hex') AS "executionId", coalesce(s.step, '') AS name,
            coalesce(${STEP_KIND} #>> '{}', 'step') AS kind, s.time AS since
     FROM observability_events s
     WHERE ${eventsOfExecutionsSql('s', '$1', '$3')} AND s.time >= $2 AND s.type = 'step_start'
       AND NOT EXISTS (SELECT FROM observability_events e
                       WHERE e.trace_id = s.trace_id AND e.execution_id = s.execution_id AND e.time >= $2 AND e.span_id = s.span_id
                         AND e.type IN ('step_end', 'llm_call', 'tool_call'))
     ORDER BY s.execution_id, s.time DESC, s.span_id DESC`,
    [ids, isoOfMicros(sinceUs), traceIds],
  );
  return result.rows.map(({ since, ...row }) => ({ ...row, sinceUs: microsOfTimestamp(since) }));
}

/** Executions that were abandoned within a stretch, newest first, and how many there are. */
export async function readAbandoned(
  { pool, sealing }: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  { sinceUs, untilUs }: Stretch,
  { agent, service, environment }: StuckQuestion,
  limit: number,
): Promise<{ count: number; newest: FailedExecution[] }> {
  const result = await pool.query<
    Omit<FailedExecution, 'startedUs' | 'endedUs' | 'message'> & {
      error_message: string | null;
      started: string;
      ended: string;
      count: number;
    }
  >(
    `SELECT coalesce(encode(error_fingerprint, 'hex'), '') AS fingerprint, encode(id, 'hex') AS id,
            coalesce(error_cause->>'execution', encode(id, 'hex')) AS "originId", name, kind, service, version,
            user_id AS "userId", session_id AS "sessionId", error_step AS step, error_type AS type,
            error_message, started_at AS started, ended_at AS ended,
            count(*) OVER () AS count
     FROM agent_executions
     WHERE project = $1 AND status = 'failed' AND error_type = 'abandoned' AND ended_at > $2 AND ended_at <= $3
       AND ($4::text IS NULL OR name = $4) AND ($5::text IS NULL OR service = $5)
       AND ($6::text IS NULL OR environment = $6)
     ORDER BY ended_at DESC, id LIMIT $7`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs), agent, service, environment, limit],
  );
  return {
    count: result.rows[0]?.count ?? 0,
    newest: result.rows.map(({ started, ended, count: _, error_message, ...row }) => ({
      ...row,
      message: messageOf(sealing, project, { id: row.id, error_message }),
      startedUs: microsOfTimestamp(started),
      endedUs: microsOfTimestamp(ended),
    })),
  };
}
