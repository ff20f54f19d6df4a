import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { evaluationsOfRuns } from '../../evaluations/read-evaluations.ts';
import {
  type GroupBy,
  type GroupFilter,
  type GroupSort,
  groupSorts,
  rankGroups,
  readGroupAgents,
  readGroupRuns,
  readGroups,
} from '../../participants/read-groups.ts';
import { readRuns } from '../../participants/read-runs.ts';
import { DAY_US } from '../../store/micros.ts';
import type { Stretch } from '../../store/read-health.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import {
  Cursor,
  Environment,
  keyOfTime,
  Limit,
  ofStretch,
  tags,
  unknownParticipant,
} from '../participant-parts.ts';
import { listedSummaryOfRow } from '../present.ts';
import { evaluationOf } from '../present-evaluations.ts';
import { groupAgentOf, sessionOf, userOf } from '../present-participants.ts';
import { queryOf, storedText } from '../query-values.ts';
import { openRank, sealRank } from '../rank-cursor.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { SessionDetail, SessionList, UserDetail, UserList } from '../schemas/participants.ts';
import { oneOf } from '../schemas/parts.ts';
import { stretchOf, type TimeRangeQuery, timeRange } from '../time-range.ts';

const DAY_MINUTES = 1440;
const MONTH_MINUTES = 43_200;
/** Rows of executions are read for these lists, not sums of them. */
const MAX_GROUP_DAYS = 31;
const MAX_RUNS = 500;
const MAX_SESSIONS = 50;

const Agent_ = Type.Optional(
  storedText({ maxLength: 512, description: 'Name of an agent that ran, exact.' }),
);

/** EN4: users and sessions. */
export function participantRoutes(app: Api, context: HubContext): void {
  const { database } = context;
  const Sort = Type.Optional(oneOf(groupSorts, 'Largest first; last_activity unless given.'));

  /** A page of users or sessions: ranked first, then added up, so that only what is shown is. */
  const pageOf = async (
    project: string,
    by: GroupBy,
    sort: GroupSort,
    filter: GroupFilter,
    after: { value: number; id: string } | null,
    limit: number,
  ) => {
    const ranked = await rankGroups(database, project, by, sort, filter, after, limit + 1);
    const page = ranked.slice(0, limit);
    const ids = page.map(({ id }) => id);
    const groups = new Map(
      (await readGroups(database, project, by, ids, filter)).map((one) => [one.id, one]),
    );
    const last = ranked.length > limit ? page.at(-1) : undefined;
    const { sinceUs, untilUs } = filter;
    return {
      ...ofStretch(filter),
      groups: ids.flatMap((id) => groups.get(id) ?? []),
      next_cursor: last ? sealRank({ sort, ...last, sinceUs, untilUs }) : null,
    };
  };

  app.get(
    '/api/v1/users',
    {
      schema: {
        operationId: 'listUsers',
        summary: 'Users with what was done for them, by their last activity or their cost',
        tags,
        querystring: queryOf({
          ...timeRange(DAY_MINUTES),
          agent: Agent_,
          environment: Environment,
          sort: Sort,
          limit: Limit,
          cursor: Cursor,
        }),
        response: { 200: UserList, 400: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { agent, environment, sort = 'last_activity', limit, cursor } = request.query;
      const place = cursor === undefined ? null : openRank(cursor, sort);
      const filter = {
        ...groupStretch(place ?? request.query),
        ...(agent && { agent }),
        ...(environment && { environment }),
      };
      const key = JSON.stringify([keyOfTime(request.query, place), agent, environment, sort, limit, cursor]);
      const answer = await keptAnswer(context, request, reply, key, (project) =>
        pageOf(project, 'user', sort, filter, place, limit),
      );
      const { groups, ...rest } = answer;
      return { ...rest, users: groups.map(userOf) };
    },
  );

  app.get(
    '/api/v1/sessions',
    {
      schema: {
        operationId: 'listSessions',
        summary: 'Sessions, and conversations where no session is said, by their last activity or their cost',
        tags,
        querystring: queryOf({
          ...timeRange(DAY_MINUTES),
          agent: Agent_,
          user: Type.Optional(
            storedText({ maxLength: 512, description: 'User id, exact: what was done for this user.' }),
          ),
          environment: Environment,
          sort: Sort,
          limit: Limit,
          cursor: Cursor,
        }),
        response: { 200: SessionList, 400: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { agent, user, environment, sort = 'last_activity', limit, cursor } = request.query;
      const place = cursor === undefined ? null : openRank(cursor, sort);
      const filter = {
        ...groupStretch(place ?? request.query),
        ...(agent && { agent }),
        ...(user && { user }),
        ...(environment && { environment }),
      };
      const key = JSON.stringify([
        keyOfTime(request.query, place),
        agent,
        user,
        environment,
        sort,
        limit,
        cursor,
      ]);
      const answer = await keptAnswer(context, request, reply, key, (project) =>
        pageOf(project, 'session', sort, filter, place, limit),
      );
      const { groups, ...rest } = answer;
      return { ...rest, sessions: groups.map(sessionOf) };
    },
  );

  app.get(
    '/api/v1/users/:id',
    {
      schema: {
        operationId: 'getUser',
        summary: 'One user: what was done, by which agents, in which sessions',
        tags,
        params: Type.Object({ id: storedText({ description: 'User id, exact.' }) }),
        querystring: queryOf(timeRange(MONTH_MINUTES)),
        response: { 200: UserDetail, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const stretch = groupStretch(request.query, MONTH_MINUTES);
      const key = JSON.stringify([keyOfTime(request.query, null), id]);
      return keptAnswer(context, request, reply, key, async (project) => {
        const [user] = await readGroups(database, project, 'user', [id], stretch);
        if (user === undefined) throw unknownParticipant('OBS_USER_NOT_FOUND', 'user', id, stretch, 'users');
        const [agents, sessions] = await Promise.all([
          readGroupAgents(database, project, 'user', id, stretch),
          pageOf(project, 'session', 'last_activity', { ...stretch, user: id }, null, MAX_SESSIONS),
        ]);
        return {
          ...ofStretch(stretch),
          user: userOf(user),
          agents: agents.map(groupAgentOf),
          sessions: sessions.groups.map(sessionOf),
        };
      });
    },
  );

  app.get(
    '/api/v1/sessions/:id',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'getSession',
        summary: 'One session or conversation: its runs in order, what they add up to, how they were judged',
        tags,
        params: Type.Object({ id: storedText({ description: '`session_id` of the list.' }) }),
        querystring: queryOf(timeRange(MONTH_MINUTES)),
        response: { 200: SessionDetail, 400: ErrorAnswer, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const stretch = groupStretch(request.query, MONTH_MINUTES);
      const key = JSON.stringify([keyOfTime(request.query, null), id]);
      return keptAnswer(context, request, reply, key, async (project) => {
        const [session] = await readGroups(database, project, 'session', [id], stretch);
        if (session === undefined)
          throw unknownParticipant('OBS_SESSION_NOT_FOUND', 'session', id, stretch, 'sessions');
        const [agents, runs] = await Promise.all([
          readGroupAgents(database, project, 'session', id, stretch),
          readGroupRuns(database, project, 'session', id, stretch, MAX_RUNS),
        ]);
        const [rows, judged] = await Promise.all([
          readRuns(database, project, runs),
          evaluationsOfRuns(database, project, runs, MAX_RUNS + 1),
        ]);
        return {
          ...ofStretch(stretch),
          session: sessionOf(session),
          agents: agents.map(groupAgentOf),
          runs: rows.map(listedSummaryOfRow),
          evaluations: judged.slice(0, MAX_RUNS).map(evaluationOf),
          truncated: [
            ...(session.executions > runs.length ? (['runs'] as const) : []),
            ...(judged.length > MAX_RUNS ? (['evaluations'] as const) : []),
          ],
        };
      });
    },
  );
}

/** The stretch of a list that is read from rows. */
function groupStretch(query: TimeRangeQuery | Stretch, defaultMinutes = DAY_MINUTES): Stretch {
  const { sinceUs, untilUs } = 'sinceUs' in query ? query : stretchOf(query, defaultMinutes);
  const days = (untilUs - sinceUs) / DAY_US;
  if (days <= MAX_GROUP_DAYS) return { sinceUs, untilUs };
  throw new HubError(
    'OBS_BAD_REQUEST',
    `Expected ${MAX_GROUP_DAYS} days at most here, got ${Math.ceil(days)}. Ask for a part of it.`,
    { where: 'query.from' },
  );
}
