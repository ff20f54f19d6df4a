import { eventTypes, type ObservabilityEvent, severities } from '@observatory/shim/conventions';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { openSse, type SseClient } from '../../live/sse.ts';
import { type EventFilter, passesFilter, readEventsAfter } from '../../store/read-events.ts';
import type { Api, HubContext, LiveEvent } from '../context.ts';
import { observabilityEventOf, summaryOfRow } from '../present.ts';
import { listOf } from '../query-values.ts';

const EventQuery = Type.Object({
  types: Type.Optional(Type.String({ description: `Comma list of ${eventTypes.join(', ')}.` })),
  severities: Type.Optional(Type.String({ description: `Comma list of ${severities.join(', ')}.` })),
  executionId: Type.Optional(
    Type.String({ pattern: '^[0-9a-f]{48}$', description: 'Only of this execution.' }),
  ),
});
const REPLAY_PAGE = 500;

export function streamRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/observability/events/stream',
    {
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
      await sendEvents(client, context, context.projectOf(request), filter, from);
    },
  );

  app.get(
    '/api/v1/executions/stream',
    {
      schema: {
        operationId: 'streamExecutions',
        summary:
          'Executions whenever they change, as server-sent events: {type: "hello"}, {type: "execution", execution}, {type: "gone", id}',
        tags: ['live'],
        produces: ['text/event-stream'],
      },
    },
    (request, reply) => {
      const client = open(context, request, reply);
      const project = context.projectOf(request);
      let sent = 0;
      client.send(String(sent), { type: 'hello' });
      const stop = context.liveExecutions.listen(({ row, gone }) => {
        if (row.project !== project) return;
        sent += 1;
        client.send(
          String(sent),
          gone ? { type: 'gone', id: row.id } : { type: 'execution', execution: summaryOfRow(row) },
        );
      });
      client.closed.addEventListener('abort', stop);
    },
  );
}

function open(context: HubContext, request: FastifyRequest, reply: FastifyReply): SseClient {
  const { streams, maxStreams } = context;
  if (streams.open >= maxStreams) {
    throw new HubError(
      'OBS_TOO_MANY_SUBSCRIPTIONS',
      `${maxStreams} streams are open, which is the most. Close one.`,
    );
  }
  streams.open += 1;
  const client = openSse(request, reply);
  client.closed.addEventListener('abort', () => {
    streams.open -= 1;
  });
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

/** First what came after `from`, then what comes now; live events wait while stored ones are read. */
async function sendEvents(
  client: SseClient,
  context: HubContext,
  project: string,
  filter: EventFilter,
  from: number | null,
): Promise<void> {
  let cursor = from ?? 0;
  let waiting: LiveEvent[] | null = from === null ? null : [];
  const send = (id: number, event: ObservabilityEvent) => {
    if (id <= cursor) return;
    cursor = id;
    client.send(String(id), event);
  };
  const stop = context.liveEvents.listen((live) => {
    if (live.row.project !== project || !passesFilter(live.row, filter)) return;
    if (waiting === null) send(live.row.cursor, live.event);
    else if (waiting.length < REPLAY_PAGE) waiting.push(live);
  });
  client.closed.addEventListener('abort', stop);
  while (waiting !== null && !client.closed.aborted) {
    const page = await readEventsAfter(context.database, project, cursor, filter, REPLAY_PAGE);
    for (const row of page) send(row.cursor, observabilityEventOf(row, row.service));
    if (page.length === REPLAY_PAGE || waiting.length === REPLAY_PAGE) {
      waiting = [];
      continue;
    }
    const arrived: LiveEvent[] = waiting;
    waiting = null;
    for (const live of arrived) send(live.row.cursor, live.event);
  }
}
