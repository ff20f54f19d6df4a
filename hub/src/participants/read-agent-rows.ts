import type { ExecutionKind } from '@observatory/shim/conventions';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** What only the rows of executions say of an agent or workflow. */
export interface AgentRows {
  readonly kind: ExecutionKind;
  readonly name: string;
  readonly running: number;
  /** Milliseconds, of what ended; null where nothing did. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly users: number;
  /** Conversations included where no session is said. */
  readonly sessions: number;
  readonly versions: readonly string[];
  /** As PostgreSQL prints it. */
  readonly lastSeen: string;
}

export interface AgentFilter {
  readonly kind?: ExecutionKind;
  readonly name?: string;
  readonly environment?: string;
}

/** Versions that are named. */
const MAX_VERSIONS = 20;

/** Of the executions that began in a stretch: who ran them for whom. The caller bounds the stretch: it reads their rows. */
export async function readAgentRows(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  { sinceUs, untilUs }: Stretch,
  { kind, name, environment }: AgentFilter,
): Promise<AgentRows[]> {
  const values = [project, isoOfMicros(sinceUs), isoOfMicros(untilUs), kind, name, environment].map(
    (value) => value ?? null,
  );
  // Materialized: grouped from the index on names, the rows would be read in the order of names, page after page. What is
  // different is counted by hashes: count(DISTINCT) sorts all texts, and so would percentiles by group.
  const result = await pool.query<AgentRows>(
    `WITH e AS MATERIALIZED (
       SELECT kind, name, status, version, user_id, coalesce(session_id, conversation_id) AS session, last_event_at,
              date_part('epoch', ended_at - started_at) * 1000 AS ms
       FROM agent_executions
       WHERE project = $1 AND started_at >= $2 AND started_at < $3
         AND ($4::text IS NULL OR kind = $4) AND ($5::text IS NULL OR name = $5)
         AND ($6::text IS NULL OR environment = $6))
     SELECT kind, name, running, "lastSeen",
            p.of[1] AS "p50Ms", p.of[2] AS "p95Ms",
            coalesce(u.users, 0) AS users, coalesce(s.sessions, 0) AS sessions, coalesce(v.versions, '{}') AS versions
     FROM (SELECT kind, name, count(*) FILTER (WHERE status = 'running') AS running,
                  array_agg(ms) FILTER (WHERE status <> 'running') AS ms, max(last_event_at) AS "lastSeen"
           FROM e GROUP BY kind, name) AS a
     CROSS JOIN LATERAL (SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY one) AS of
                         FROM unnest(a.ms) AS one) AS p
     LEFT JOIN (SELECT kind, name, count(*) AS users
                FROM (SELECT DISTINCT kind, name, user_id FROM e WHERE user_id IS NOT NULL) AS d
                GROUP BY kind, name) AS u USING (kind, name)
     LEFT JOIN (SELECT kind, name, count(*) AS sessions
                FROM (SELECT DISTINCT kind, name, session FROM e WHERE session IS NOT NULL) AS d
                GROUP BY kind, name) AS s USING (kind, name)
     LEFT JOIN (SELECT kind, name, (array_agg(version ORDER BY version))[1:${MAX_VERSIONS}] AS versions
                FROM (SELECT DISTINCT kind, name, version FROM e WHERE version IS NOT NULL) AS d
                GROUP BY kind, name) AS v USING (kind, name)`,
    values,
  );
  return result.rows;
}
