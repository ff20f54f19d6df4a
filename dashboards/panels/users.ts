import { figure, lines, type Panel, rows } from '../parts/panel.ts';
import { askOverTime, askRows } from '../parts/question.ts';
import { executionsInTime, hubColumns } from './hub-rows.ts';

const noUsers = 'No run says for which user it was: `withContext({ userId, sessionId }, …)` does.';
const noSessions = 'No run says of which session it was part: `withContext({ userId, sessionId }, …)` does.';

/** What began by itself; what runs within it is part of it. */
const runs = `parent_id IS NULL AND ${executionsInTime}`;
const failed = `count(*) FILTER (WHERE parent_id IS NULL AND status = 'failed')`;
const begun = 'count(*) FILTER (WHERE parent_id IS NULL)';

/** How many were there, and how many of them for the first time. */
export const userFigures: readonly Panel[] = [
  figure(
    {
      title: 'How many users were there?',
      description: 'Different users whose runs began in the time that is looked at.',
      unit: 'short',
      empty: noUsers,
    },
    askRows(`SELECT count(DISTINCT user_id) AS users FROM executions WHERE ${runs}`),
  ),
  figure(
    {
      title: 'How many of them were new?',
      description: 'Users without a run in the thirty days before the time that is looked at.',
      unit: 'short',
      empty: noUsers,
    },
    askRows(`
SELECT count(*) AS new FROM (
  SELECT DISTINCT user_id FROM executions WHERE user_id IS NOT NULL AND ${runs}
  EXCEPT SELECT user_id FROM executions
    WHERE started_at < $__timeFrom() AND started_at >= $__timeFrom()::timestamptz - interval '30 days') fresh`),
  ),
  figure(
    {
      title: 'How many sessions were there?',
      description: 'Different sessions with a run that began in the time that is looked at.',
      unit: 'short',
      empty: noSessions,
    },
    askRows(`SELECT count(DISTINCT session_id) AS sessions FROM executions WHERE ${runs}`),
  ),
  figure(
    {
      title: 'How many runs has a session?',
      description: 'Mean of the sessions in the time that is looked at.',
      unit: 'short',
      empty: noSessions,
    },
    askRows(`
SELECT count(*)::float / nullif(count(DISTINCT session_id), 0) AS runs
FROM executions WHERE session_id IS NOT NULL AND ${runs}`),
  ),
  figure(
    {
      title: 'Which share of sessions has a failed run?',
      description: 'Of the sessions in the time that is looked at. The list of them is below.',
      unit: 'percentunit',
      empty: noSessions,
    },
    askRows(`
SELECT count(DISTINCT session_id) FILTER (WHERE status = 'failed')::float / nullif(count(DISTINCT session_id), 0) AS failed
FROM executions WHERE session_id IS NOT NULL AND ${runs}`),
  ),
];

const overTime = (column: 'user_id' | 'session_id', name: string) =>
  askOverTime(`
SELECT $__timeGroupAlias(started_at,$__interval), '${name}' AS metric, count(DISTINCT ${column}) AS value
FROM executions WHERE ${runs} GROUP BY 1 ORDER BY 1`);

/** When people are there. */
export const activeOverTime: Panel = lines(
  {
    title: 'How many users and sessions are active?',
    description: 'With a run that began within each step of the time axis.',
    unit: 'short',
    empty: noUsers,
  },
  overTime('user_id', 'users'),
  overTime('session_id', 'sessions'),
);

/** Whether they come back. */
export const newAndReturning: Panel = lines(
  {
    title: 'Are users new, or do they come back?',
    description:
      'Users within each step of the time axis: new ones began their first run in it, of those since thirty days before the time that is looked at.',
    unit: 'short',
    empty: noUsers,
  },
  askOverTime(`
SELECT $__timeGroupAlias(seen.started_at,$__interval),
  CASE WHEN $__timeGroup(seen.started_at,$__interval) = $__timeGroup(firsts.first_run,$__interval)
    THEN 'new' ELSE 'returning' END AS metric,
  count(DISTINCT seen.user_id) AS value
FROM (SELECT user_id, started_at FROM executions WHERE user_id IS NOT NULL AND ${runs}) seen
JOIN (SELECT user_id, min(started_at) AS first_run FROM executions
  WHERE started_at >= $__timeFrom()::timestamptz - interval '30 days' GROUP BY user_id) firsts USING (user_id)
GROUP BY 1, 2 ORDER BY 1`),
);

/** What is done for whom. */
export const usersCompared: Panel = rows(
  {
    title: 'Who are the users, and what do they cost?',
    description:
      'The hundred who cost most in the time that is looked at. A click on a user shows his runs below. No cost: no call has a price.',
    unit: 'short',
    empty: noUsers,
  },
  askRows(`
SELECT user_id AS "User", ${begun} AS "Runs", ${failed} AS "Failed runs",
  count(DISTINCT session_id) AS "Sessions", sum(input_tokens + output_tokens) AS "Tokens", sum(cost_usd) AS "Cost",
  max(started_at) AS "Last seen"
FROM executions WHERE user_id IS NOT NULL AND ${executionsInTime}
GROUP BY user_id ORDER BY sum(cost_usd) DESC NULLS LAST, 2 DESC LIMIT 100`),
  { columns: hubColumns },
);

/** Who suffers most. */
export const failingUsers: Panel = rows(
  {
    title: 'Which users meet most failures?',
    description:
      'The fifty with most failed runs in the time that is looked at, and the error that came last. Write to them before they write to you.',
    unit: 'short',
    empty: 'No run for a user failed in this time.',
    alerts: ['AgentFailing', 'WorkflowFailing'],
  },
  askRows(`
SELECT user_id AS "User", ${failed} AS "Failed runs", ${failed}::float / nullif(${begun}, 0) AS "Share of runs",
  (array_agg(name || ': ' || coalesce(error_type, 'failed') ORDER BY started_at DESC)
    FILTER (WHERE status = 'failed'))[1] AS "Last error",
  (array_agg(id ORDER BY started_at DESC) FILTER (WHERE status = 'failed'))[1] AS "Execution"
FROM executions WHERE user_id IS NOT NULL AND ${executionsInTime}
GROUP BY user_id HAVING ${failed} > 0 ORDER BY 2 DESC LIMIT 50`),
  { columns: { ...hubColumns, 'Share of runs': { unit: 'percentunit' } } },
);

/** From the first run to the last end. */
const session = `
SELECT session_id AS "Session", min(user_id) AS "User", min(started_at) AS "Began", ${begun} AS "Runs", ${failed} AS "Failed runs",
  extract(epoch FROM max(coalesce(ended_at, started_at)) - min(started_at))::float AS "Took",
  sum(input_tokens + output_tokens) AS "Tokens", sum(cost_usd) AS "Cost"
FROM executions WHERE session_id IS NOT NULL AND ${executionsInTime} GROUP BY session_id`;

/** Long ones are either good or desperate. */
export const longestSessions: Panel = rows(
  {
    title: 'Which sessions last longest?',
    description:
      'The fifty longest, from the first run to the last end in the time that is looked at. A click on a session shows its runs below.',
    unit: 'short',
    empty: noSessions,
  },
  askRows(`${session} ORDER BY "Took" DESC LIMIT 50`),
  { columns: hubColumns },
);

/** Where something went wrong for somebody. */
export const failingSessions: Panel = rows(
  {
    title: 'Which sessions have failed runs?',
    description:
      'The fifty with most failed runs in the time that is looked at. A click on a session shows its runs below.',
    unit: 'short',
    empty: 'No run of a session failed in this time.',
  },
  askRows(`${session} HAVING ${failed} > 0 ORDER BY ${failed} DESC, "Began" DESC LIMIT 50`),
  { columns: hubColumns },
);

const runsInOrder = (column: 'user_id' | 'session_id', variable: string, order: string) =>
  askRows(`
SELECT started_at AS "Started", name AS "Name", operation AS "Operation", status AS "Status", error_message AS "Error",
  duration_seconds AS "Took", input_tokens + output_tokens AS "Tokens", cost_usd AS "Cost",
  ${column === 'user_id' ? 'session_id AS "Session"' : 'user_id AS "User"'},
  id AS "Execution", trace_id AS "Trace"
FROM executions WHERE ${column} = \${${variable}:sqlstring} AND ${executionsInTime}
ORDER BY started_at ${order} LIMIT 200`);

/** A conversation as it went. */
export const runsOfSession: Panel = rows(
  {
    title: 'What happened in the session?',
    description:
      'Executions of the session that is typed in above, or clicked on, in their order, those within others included.',
    unit: 'short',
    empty: 'No session is chosen, or it has no run in this time.',
  },
  runsInOrder('session_id', 'session', 'ASC'),
  { columns: hubColumns },
);

/** The same of one user, the newest first. */
export const runsOfUser: Panel = rows(
  {
    title: 'What was done for the user?',
    description:
      'Executions for the user who is typed in above, or clicked on, the newest first, those within others included.',
    unit: 'short',
    empty: 'No user is chosen, or has no run in this time.',
  },
  runsInOrder('user_id', 'user', 'DESC'),
  { columns: hubColumns },
);
