import { eventTypes, severities } from '@observatory/shim/conventions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { feedEvents } from '../../live/event-feed.ts';
import { feedExecutions } from '../../live/execution-feed.ts';
import { openSse, type SseClient } from '../../live/sse.ts';
import type { EventFilter } from '../../store/read-events.ts';
import type { Api, HubContext } from '../context.ts';
import { listOf, queryOf } from '../query-values.ts';
import { reserveStream } from '../streams.ts';

const EventQuery = queryOf({
  types: Type.Optional(Type.String({ description: `Comma list of ${eventTypes.join(', ')}.` })),
  severities: Type.Optional(Type.String({ description: `Comma list of ${severities.join(', ')}.` })),
  executionId: Type.Optional(
    Type.String({ pattern: '^[0-9a-f]{48}$', description: 'Only of this execution.' }),
  ),
});

export function streamRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/observability/events/stream',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'streamEvents',
        summary: 'Events as they come, as server-sent events; resumes after Last-Event-ID',
        tags: ['live'],
        querystring: EventQuery,
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const filter = filterOf(request.query);
      const from = lastEventId(request);
      const client = open(context, request, reply);
      const onError = (error: unknown) =>
        request.log.warn({ err: error }, 'a stream of events waits for the database');
      const project = context.projectOf(request);
      await feedEvents(client, context, { project, filter, from, onError }).catch((error) => {
        if (!client.closed.aborted) throw error;
      });
    },
  );

  app.get(
    '/api/v1/executions/stream',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'streamExecutions',
        summary:
          'Executions whenever they change, as server-sent events: {type: "hello"}, {type: "execution", execution}, {type: "gone", id}',
        tags: ['live'],
        produces: ['text/event-stream'],
      },
    },
    (request, reply) => {
      feedExecutions(open(context, request, reply), context, context.projectOf(request));
    },
  );
}

function open(context: HubContext, request: FastifyRequest, reply: FastifyReply): SseClient {
  const release = reserveStream(context, 'sse');
  const client = openSse(request, reply);
  client.closed.addEventListener('abort', release);
  return client;
}

function filterOf(query: { types?: string; severities?: string; executionId?: string }): EventFilter {
  return {
    ...(query.types && { types: listOf(query.types, eventTypes, 'types') }),
    ...(query.severities && { severities: listOf(query.severities, severities, 'severities') }),
    ...(query.executionId && { executionId: query.executionId }),
  };
}

/** The cursor to go on after; null where the client comes for the first time. */
function lastEventId(request: FastifyRequest): number | null {
  const header = request.headers['last-event-id'];
  if (header === undefined || header === '') return null;
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header);
  throw new HubError('OBS_BAD_REQUEST', 'Expected the id of the last event received.', {
    where: 'headers.last-event-id',
  });
}
