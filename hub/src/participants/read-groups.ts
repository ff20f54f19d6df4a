import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

/** Whom executions are grouped by: their user, or their session and where they say none, their conversation. */
export type GroupBy = 'user' | 'session';

export const groupSorts = ['last_activity', 'cost', 'executions'] as const;
export type GroupSort = (typeof groupSorts)[number];

export interface GroupFilter extends Stretch {
  readonly agent?: string;
  readonly environment?: string;
  /** Of sessions. */
  readonly user?: string;
}

/** A user or session and the figure that lists are ordered by: microseconds, picodollars, or a count. */
export interface RankedGroup {
  readonly id: string;
  readonly value: number;
}

/** What the executions of one user or session add up to. */
export interface Group {
  readonly id: string;
  /** Whether `id` is a conversation's, as no session was said. */
  readonly isConversation: boolean;
  readonly executions: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Executions that none of the same user or session started. */
  readonly turns: number;
  /** Milliseconds, of what ended; null where nothing did. */
  readonly meanMs: number | null;
  readonly startedUs: number;
  readonly lastActivityUs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly llmCalls: number;
  readonly costPico: number | null;
  readonly unpriced: number;
  readonly agents: readonly string[];
  readonly agentCount: number;
  readonly users: readonly string[];
  readonly userCount: number;
  readonly sessionCount: number;
}

/** Names that a group tells. */
const MAX_NAMES = 20;

/** What each way of grouping says of rows `e`. Each condition is that of a partial index of its own. */
const branches: Readonly<Record<GroupBy, readonly { readonly key: string; readonly where: string }[]>> = {
  user: [{ key: 'e.user_id', where: 'e.user_id IS NOT NULL' }],
  session: [
    { key: 'e.session_id', where: 'e.session_id IS NOT NULL' },
    { key: 'e.conversation_id', where: 'e.session_id IS NULL AND e.conversation_id IS NOT NULL' },
  ],
};

/** Own totals: what an execution did itself, so that sums count each call once. */
const OWN = `LEFT JOIN LATERAL (
    SELECT sum(m.calls) AS calls, sum(m.input_tokens) AS input, sum(m.output_tokens) AS output,
           sum(m.cost_pico) AS cost, sum(m.unpriced) AS unpriced
    FROM observatory_models(e.own, coalesce(e.own_sums, e.total_sums)) AS m) AS own ON true`;

function rowsOf(
  by: GroupBy,
  project: string,
  filter: GroupFilter,
  columns: string,
  join: string,
  ids: readonly string[] | null,
): { readonly text: string; readonly values: unknown[] } {
  const { sinceUs, untilUs, agent, environment, user } = filter;
  const values: unknown[] = [project, isoOfMicros(sinceUs), isoOfMicros(untilUs)];
  const also = (condition: (parameter: string) => string, value: unknown) => {
    if (value === undefined) return '';
    values.push(value);
    return ` AND ${condition(`$${values.length}`)}`;
  };
  const conditions =
    also((p) => `e.kind = 'agent' AND e.name = ${p}`, agent) +
    also((p) => `e.environment = ${p}`, environment) +
    also((p) => `e.user_id = ${p}`, user);
  if (ids !== null) values.push(ids);
  const idsAt = values.length;
  const parts = branches[by].map(
    ({ key, where }) =>
      `SELECT ${key} AS id, ${columns} FROM agent_executions e ${join}
       WHERE e.project = $1 AND e.started_at >= $2 AND e.started_at < $3 AND ${where}${conditions}
         ${ids === null ? '' : `AND ${key} = ANY($${idsAt}::text[])`}`,
  );
  return { text: parts.join('\n UNION ALL '), values };
}

const sorts: Readonly<
  Record<GroupSort, { readonly columns: string; readonly join: string; readonly value: string }>
> = {
  last_activity: {
    columns: 'e.last_event_at',
    join: '',
    value: '(extract(epoch FROM max(last_event_at)) * 1000000)::float8',
  },
  cost: { columns: 'own.cost', join: OWN, value: 'coalesce(sum(cost), 0)::float8' },
  executions: { columns: '1 AS one', join: '', value: 'count(*)::float8' },
};

/** Users or sessions whose executions began in a stretch, those with the largest figure first, after a place. */
export async function rankGroups(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  by: GroupBy,
  sort: GroupSort,
  filter: GroupFilter,
  after: RankedGroup | null,
  limit: number,
): Promise<RankedGroup[]> {
  const { columns, join, value } = sorts[sort];
  const { text, values } = rowsOf(by, project, filter, columns, join, null);
  values.push(limit);
  const limitAt = values.length;
  if (after !== null) values.push(after.value, after.id);
  const place =
    after === null ? '' : `WHERE (value, id) < ($${values.length - 1}::float8, $${values.length})`;
  const result = await pool.query<RankedGroup>(
    `SELECT id, value FROM (SELECT id, ${value} AS value FROM (${text}) AS e GROUP BY id) AS g ${place}
     ORDER BY value DESC, id DESC LIMIT $${limitAt}`,
    values,
  );
  return result.rows;
}

interface GroupRow extends Omit<Group, 'startedUs' | 'lastActivityUs'> {
  readonly started: string;
  readonly lastActivity: string;
}

/** Whether one of the same group started execution `e`; only looked up where something started it. */
const startedByOwn = (by: GroupBy) => `e.parent_id IS NOT NULL AND EXISTS (
  SELECT FROM agent_executions p
  WHERE p.project = e.project AND p.trace_id = substring(e.parent_id FROM 1 FOR 16) AND p.id = e.parent_id
    AND p.started_at > e.started_at - interval '1 day' AND p.started_at < e.started_at + interval '1 hour'
    AND ${by === 'user' ? 'p.user_id = e.user_id' : 'coalesce(p.session_id, p.conversation_id) = coalesce(e.session_id, e.conversation_id)'})`;

/** What the executions of some users or sessions add up to that began in a stretch, in no order. */
export async function readGroups(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  by: GroupBy,
  ids: readonly string[],
  filter: GroupFilter,
): Promise<Group[]> {
  if (ids.length === 0) return [];
  const columns = `e.kind, e.name, e.status, e.user_id, coalesce(e.session_id, e.conversation_id) AS session,
    e.session_id IS NULL AS conversation, e.started_at, e.ended_at, e.last_event_at, own.*,
    NOT coalesce(${startedByOwn(by)}, false) AS is_turn`;
  const { text, values } = rowsOf(by, project, filter, columns, OWN, ids);
  const names = (column: string, where: string) =>
    `coalesce((array_agg(DISTINCT ${column}) FILTER (WHERE ${where}))[1:${MAX_NAMES}], '{}')`;
  const result = await pool.query<GroupRow>(
    `SELECT id, bool_and(conversation) AS "isConversation", count(*) AS executions,
            count(*) FILTER (WHERE status = 'running') AS running,
            count(*) FILTER (WHERE status = 'completed') AS completed,
            count(*) FILTER (WHERE status = 'failed') AS failed,
            count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
            count(*) FILTER (WHERE is_turn) AS turns,
            (avg(extract(epoch FROM ended_at - started_at) * 1000) FILTER (WHERE status <> 'running'))::float8 AS "meanMs",
            min(started_at) AS started, max(last_event_at) AS "lastActivity",
            coalesce(sum(input), 0)::float8 AS "inputTokens", coalesce(sum(output), 0)::float8 AS "outputTokens",
            coalesce(sum(calls), 0)::bigint AS "llmCalls", sum(cost)::float8 AS "costPico",
            coalesce(sum(unpriced), 0)::bigint AS unpriced,
            ${names('name', "kind = 'agent'")} AS agents,
            count(DISTINCT name) FILTER (WHERE kind = 'agent') AS "agentCount",
            ${names('user_id', 'user_id IS NOT NULL')} AS users, count(DISTINCT user_id) AS "userCount",
            count(DISTINCT session) AS "sessionCount"
     FROM (${text}) AS e GROUP BY id`,
    values,
  );
  return result.rows.map(({ started, lastActivity, ...row }) => ({
    ...row,
    costPico: row.costPico ?? (row.llmCalls > 0 ? null : 0),
    startedUs: microsOfTimestamp(started),
    lastActivityUs: microsOfTimestamp(lastActivity),
  }));
}

/** An agent or workflow among the executions of a user or session. */
export interface GroupAgent {
  readonly kind: string;
  readonly name: string;
  readonly executions: number;
  readonly failed: number;
  readonly costPico: number | null;
  readonly unpriced: number;
}

const MAX_AGENTS = 100;

/** The agents and workflows that ran for one user or in one session, those that ran most first. */
export async function readGroupAgents(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  by: GroupBy,
  id: string,
  filter: GroupFilter,
): Promise<GroupAgent[]> {
  const { text, values } = rowsOf(
    by,
    project,
    filter,
    'e.kind, e.name, e.status, own.calls, own.cost, own.unpriced',
    OWN,
    [id],
  );
  const result = await pool.query<GroupAgent & { calls: number }>(
    `SELECT kind, name, count(*) AS executions, count(*) FILTER (WHERE status = 'failed') AS failed,
            coalesce(sum(calls), 0)::bigint AS calls, sum(cost)::float8 AS "costPico", coalesce(sum(unpriced), 0)::bigint AS unpriced
     FROM (${text}) AS e GROUP BY kind, name ORDER BY 3 DESC, kind, name LIMIT ${MAX_AGENTS}`,
    values,
  );
  return result.rows.map(({ calls, ...row }) => ({
    ...row,
    costPico: row.costPico ?? (calls > 0 ? null : 0),
  }));
}

/** Ids of the executions of a session, earliest first. */
export async function readGroupRuns(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  by: GroupBy,
  id: string,
  filter: GroupFilter,
  limit: number,
): Promise<string[]> {
  const columns = "e.started_at, encode(e.id, 'hex') AS run";
  const { text, values } = rowsOf(by, project, filter, columns, '', [id]);
  const result = await pool.query<{ run: string }>(
    `SELECT run FROM (${text}) AS e ORDER BY started_at, run LIMIT ${limit}`,
    values,
  );
  return result.rows.map(({ run }) => run);
}
