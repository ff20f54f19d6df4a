import Type from 'typebox';
import { presentTimeline, presentTimelineCounts } from '../../traces/present-timeline.ts';
import type { Api, HubContext } from '../context.ts';
import { keptAnswer } from '../kept-answer.ts';
import { listOf, queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Ref } from '../schemas/parts.ts';
import { Timeline, TimelineCounts, timelineTypes } from '../schemas/traces.ts';
import { stretchOf, type TimeRangeQuery, timeRange } from '../time-range.ts';

const HOUR_MINUTES = 60;
/** With the id of a trace: all that is kept of it. */
const KEPT_MINUTES = 400 * 24 * 60;
const MAX_PARTS = 500;

const filters = {
  ...timeRange(HOUR_MINUTES),
  types: Type.Optional(
    Type.String({
      maxLength: 400,
      description: `Comma list of ${timelineTypes.join(', ')}; all unless given.`,
    }),
  ),
  agent: Type.Optional(storedText({ minLength: 1, description: 'Name of an agent or workflow, exact.' })),
  session: Type.Optional(storedText({ minLength: 1, description: 'Id of a session, exact.' })),
  user: Type.Optional(storedText({ minLength: 1, description: 'Id of a user, exact.' })),
  trace_id: Type.Optional(
    Type.String({
      pattern: '^([0-9a-fA-F]{32}|[0-9a-fA-F]{48})$',
      description: '32 hex digits, or 48 of an execution; without a time, all that is kept of it.',
    }),
  ),
};

interface Filters extends TimeRangeQuery {
  readonly types?: string;
  readonly agent?: string;
  readonly session?: string;
  readonly user?: string;
  readonly trace_id?: string;
}

function questionOf(query: Filters) {
  const { types, agent, session, user, trace_id } = query;
  return {
    ...stretchOf(query, trace_id === undefined ? HOUR_MINUTES : KEPT_MINUTES),
    types: types === undefined ? null : listOf(types, timelineTypes, 'types'),
    ...(agent !== undefined && { agent }),
    ...(session !== undefined && { sessionId: session }),
    ...(user !== undefined && { userId: user }),
    ...(trace_id !== undefined && { id: trace_id.toLowerCase() }),
  };
}

/** EN11: what happened, in order, and how much of it there was. */
export function timelineRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/timeline',
    {
      config: { readsContent: true },
      schema: {
        operationId: 'getTimeline',
        summary: 'What happened, in order: executions, calls of models and tools, events, alerts, marks',
        tags: ['analysis'],
        querystring: queryOf({
          ...filters,
          order: Type.Unsafe<'asc' | 'desc'>({
            type: 'string',
            enum: ['asc', 'desc'],
            default: 'asc',
            description: 'asc: from the begin of the stretch on; desc: the newest first.',
          }),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
          cursor: Type.Optional(
            Type.String({ maxLength: 1600, description: '`next_cursor` of the page before.' }),
          ),
        }),
        response: { 200: Timeline, 400: ErrorAnswer },
      },
    },
    (request) => {
      const { order, limit, cursor } = request.query;
      return presentTimeline(context.database, context.projectOf(request), {
        ...questionOf(request.query),
        isNewestFirst: order === 'desc',
        limit,
        cursor: cursor ?? null,
      });
    },
  );

  app.get(
    '/api/v1/timeline/counts',
    {
      schema: {
        operationId: 'countTimeline',
        summary: 'How many moments of which type there were in each part of a stretch',
        tags: ['analysis'],
        querystring: queryOf({
          ...filters,
          parts: Type.Integer({
            minimum: 1,
            maximum: MAX_PARTS,
            default: 60,
            description: 'Into how many equal parts the stretch is divided.',
          }),
        }),
        response: { 200: Ref(TimelineCounts), 400: ErrorAnswer },
      },
    },
    (request, reply) => {
      questionOf(request.query);
      return keptAnswer(context, request, reply, JSON.stringify(request.query), (project) =>
        presentTimelineCounts(context.database, project, {
          ...questionOf(request.query),
          parts: request.query.parts,
        }),
      );
    },
  );
}
