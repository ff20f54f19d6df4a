import { executionPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

export interface FailuresQuestion extends Stretch {
  /** Name of an agent or workflow that failed, within which it may have failed. */
  readonly agent: string | null;
  readonly service: string | null;
  readonly environment: string | null;
  /** Of one group alone. */
  readonly fingerprint: string | null;
}

/** What failed in a stretch for one cause. Times in microseconds. */
export interface FailureGroupRow {
  readonly fingerprint: string;
  /** Failures; an execution and those around it that it failed count once. */
  readonly failures: number;
  readonly executions: number;
  readonly users: number;
  readonly sessions: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

const FAILED = `FROM agent_executions e
  WHERE project = $1 AND status = 'failed' AND ended_at > $2 AND ended_at <= $3
    AND ($4::text IS NULL OR name = $4) AND ($5::text IS NULL OR service = $5)
    AND ($6::text IS NULL OR environment = $6)`;
/** The execution in which it failed first. */
const ORIGIN = `coalesce(error_cause->>'execution', encode(id, 'hex'))`;

function valuesOf(project: string, question: FailuresQuestion): unknown[] {
  const { sinceUs, untilUs, agent, service, environment } = question;
  return [project, isoOfMicros(sinceUs), isoOfMicros(untilUs), agent, service, environment];
}

const bytes = (fingerprint: string) => Buffer.from(fingerprint, 'hex');

export interface FailureTotals {
  readonly failures: number;
  readonly executions: number;
  /** Executions whose rows an earlier hub made, which no group has. */
  readonly ungrouped: number;
  readonly groups: number;
}

/** All that failed in a stretch, whatever the group. */
export async function readFailureTotals(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  question: FailuresQuestion,
): Promise<FailureTotals> {
  const result = await pool.query<FailureTotals>(
    `SELECT count(DISTINCT ${ORIGIN}) AS failures, count(*) AS executions,
            count(*) FILTER (WHERE error_fingerprint IS NULL) AS ungrouped,
            count(DISTINCT error_fingerprint) AS groups ${FAILED}`,
    valuesOf(project, question),
  );
  return result.rows[0] ?? { failures: 0, executions: 0, ungrouped: 0, groups: 0 };
}

/** The groups with the most failures of a stretch, those first. */
export async function readFailureGroups(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  question: FailuresQuestion,
  limit: number,
): Promise<FailureGroupRow[]> {
  const { fingerprint } = question;
  const result = await pool.query<
    Omit<FailureGroupRow, 'firstUs' | 'lastUs'> & { first: string; last: string }
  >(
    `SELECT encode(error_fingerprint, 'hex') AS fingerprint, count(DISTINCT ${ORIGIN}) AS failures,
            count(*) AS executions, count(DISTINCT user_id) AS users, count(DISTINCT session_id) AS sessions,
            min(ended_at) AS first, max(ended_at) AS last
     ${FAILED} AND error_fingerprint IS NOT NULL ${fingerprint === null ? '' : 'AND error_fingerprint = $8'}
     GROUP BY error_fingerprint ORDER BY 2 DESC, 7 DESC, 1 LIMIT $7`,
    [...valuesOf(project, question), limit, ...(fingerprint === null ? [] : [bytes(fingerprint)])],
  );
  return result.rows.map(({ first, last, ...row }) => ({
    ...row,
    firstUs: microsOfTimestamp(first),
    lastUs: microsOfTimestamp(last),
  }));
}

/** Executions of a group that have one value of a dimension. */
export interface FailureShare {
  readonly fingerprint: string;
  readonly dimension: 'agent' | 'service' | 'version';
  readonly value: string;
  readonly executions: number;
}

/** Who is in some groups: agents and workflows, services, versions, the most frequent first. */
export async function readFailureShares(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  question: FailuresQuestion,
  fingerprints: readonly string[],
): Promise<FailureShare[]> {
  const result = await pool.query<FailureShare>(
    `SELECT encode(error_fingerprint, 'hex') AS fingerprint,
            CASE WHEN name IS NOT NULL THEN 'agent' WHEN service IS NOT NULL THEN 'service' ELSE 'version' END AS dimension,
            coalesce(name, service, version) AS value, count(*) AS executions
     ${FAILED} AND error_fingerprint = ANY($7)
     GROUP BY GROUPING SETS ((error_fingerprint, name), (error_fingerprint, service), (error_fingerprint, version))
     HAVING coalesce(name, service, version) IS NOT NULL ORDER BY 4 DESC, 3`,
    [...valuesOf(project, question), fingerprints.map(bytes)],
  );
  return result.rows;
}

/** Failures of a group that ended within a bucket of time. */
export interface FailureBucket {
  readonly fingerprint: string;
  readonly startUs: number;
  readonly failures: number;
}

/** Buckets without any failure are not in the answer. */
export async function readFailureTrend(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  question: FailuresQuestion,
  fingerprints: readonly string[],
  bucketS: number,
): Promise<FailureBucket[]> {
  const result = await pool.query<Omit<FailureBucket, 'startUs'> & { start: string }>(
    `SELECT encode(error_fingerprint, 'hex') AS fingerprint, date_bin(make_interval(secs => $8), ended_at, 'epoch') AS start,
            count(DISTINCT ${ORIGIN}) AS failures
     ${FAILED} AND error_fingerprint = ANY($7) GROUP BY 1, 2 ORDER BY 1, 2`,
    [...valuesOf(project, question), fingerprints.map(bytes), bucketS],
  );
  return result.rows.map(({ start, ...row }) => ({ ...row, startUs: microsOfTimestamp(start) }));
}

/** What is kept of a group, whatever the stretch and the filter. */
export interface FailureHistory {
  readonly fingerprint: string;
  readonly firstUs: number;
  readonly lastUs: number;
  /** Executions in the stretch of the same length before. */
  readonly before: number;
  readonly seenEarlier: boolean;
}

export async function readFailureHistory(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  { sinceUs, untilUs }: Stretch,
  fingerprints: readonly string[],
): Promise<FailureHistory[]> {
  const of = 'FROM agent_executions e WHERE e.project = $1 AND e.error_fingerprint = fp';
  const result = await pool.query<
    Omit<FailureHistory, 'firstUs' | 'lastUs'> & { first: string; last: string }
  >(
    `SELECT encode(fp, 'hex') AS fingerprint,
            (SELECT ended_at ${of} AND ended_at IS NOT NULL ORDER BY ended_at LIMIT 1) AS first,
            (SELECT ended_at ${of} AND ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 1) AS last,
            (SELECT count(*) ${of} AND ended_at > $3 AND ended_at <= $4) AS before,
            EXISTS (SELECT ${of} AND ended_at <= $3) AS "seenEarlier"
     FROM unnest($2::bytea[]) AS fp`,
    [project, fingerprints.map(bytes), isoOfMicros(2 * sinceUs - untilUs), isoOfMicros(sinceUs)],
  );
  return result.rows.map(({ first, last, ...row }) => ({
    ...row,
    firstUs: microsOfTimestamp(first),
    lastUs: microsOfTimestamp(last),
  }));
}

/** A failed execution of a group. */
export interface FailedExecution {
  readonly fingerprint: string;
  readonly id: string;
  readonly originId: string;
  readonly name: string;
  readonly kind: 'agent' | 'workflow';
  readonly service: string;
  readonly version: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly step: string | null;
  /** Of the cause. */
  readonly type: string;
  readonly message: string;
  readonly startedUs: number;
  readonly endedUs: number;
}

/** The newest executions of each of some groups. */
export async function readNewestFailed(
  { pool, sealing }: Pick<Database, 'pool' | 'sealing'>,
  project: string,
  question: FailuresQuestion,
  fingerprints: readonly string[],
  limit: number,
): Promise<FailedExecution[]> {
  const result = await pool.query<
    Omit<FailedExecution, 'startedUs' | 'endedUs' | 'message'> & Times & Messages
  >(
    `SELECT encode(fp, 'hex') AS fingerprint, newest.*
     FROM unnest($7::bytea[]) AS fp CROSS JOIN LATERAL (
       SELECT encode(id, 'hex') AS id, ${ORIGIN} AS "originId", name, kind, service, version, user_id AS "userId",
              session_id AS "sessionId", error_step AS step,
              coalesce(error_cause->>'type', error_type, 'Error') AS type,
              error_cause, error_message,
              started_at AS started, ended_at AS ended
       ${FAILED} AND error_fingerprint = fp ORDER BY ended_at DESC LIMIT $8
     ) AS newest`,
    [...valuesOf(project, question), fingerprints.map(bytes), limit],
  );
  return result.rows.map(({ started, ended, error_cause, error_message, ...row }) => ({
    ...row,
    message: messageOf(sealing, project, { id: row.id, error_cause, error_message }),
    startedUs: microsOfTimestamp(started),
    endedUs: microsOfTimestamp(ended),
  }));
}

interface Times {
  readonly started: string;
  readonly ended: string;
}

interface Messages {
  readonly error_cause?: { readonly message?: string } | null | undefined;
  readonly error_message: string | null;
}

/** UTF-16 units of a message that is shown. */
const MAX_MESSAGE = 1000;

/** What went wrong in an execution: at its cause, else in itself. */
export function messageOf(
  sealing: Sealing,
  project: string,
  { id, ...messages }: Messages & { readonly id: string },
): string {
  const { error_cause: cause, error_message: own } = openRow(sealing, executionPlace(project, id), messages);
  return (cause?.message ?? own ?? '').slice(0, MAX_MESSAGE).toWellFormed();
}
