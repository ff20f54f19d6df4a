import type { FastifyReply, FastifyRequest } from 'fastify';
import { executionSse, feedExecutions } from '../../live/execution-feed.ts';
import { ItemPipe } from '../../live/item-pipe.ts';
import { openSse, type SseClient } from '../../live/sse.ts';
import { sseSink } from '../../live/sse-sink.ts';
import { subscribe } from '../../live/subscribe.ts';
import type { Api, HubContext } from '../context.ts';
import { advancedFilterOf, EventStreamQuery, resumeAfter } from '../event-query.ts';
import { reserveStream } from '../streams.ts';

export function streamRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/observability/events/stream',
    {
      exposeHeadRoute: false,
      config: { readsContent: true },
      schema: {
        operationId: 'streamEvents',
        summary: 'Events as they come, as server-sent events; resumes after Last-Event-ID',
        tags: ['live'],
        querystring: EventStreamQuery,
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const advanced = advancedFilterOf(request.query);
      const from = resumeAfter(request, request.query.cursor);
      const sink = sseSink(openStream(context, request, reply));
      const isPlain = advanced.rateLimit === undefined && advanced.aggregation === undefined;
      await subscribe(isPlain ? sink : new ItemPipe(sink, advanced), context, {
        project: context.projectOf(request),
        filter: advanced.filter,
        from,
        onError: (error) => request.log.warn({ err: error }, 'a stream of events waits for the database'),
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
      feedExecutions(executionSse(openStream(context, request, reply)), context, context.projectOf(request));
    },
  );
}

/** Opens a stream that counts as one of the most that may be open. Throws OBS_TOO_MANY_SUBSCRIPTIONS. */
export function openStream(context: HubContext, request: FastifyRequest, reply: FastifyReply): SseClient {
  const release = reserveStream(context, 'sse');
  const client = openSse(request, reply, { heartbeatMs: context.liveBeatMs });
  client.closed.addEventListener('abort', release);
  client.closed.addEventListener(
    'abort',
    context.drain.add((retryMs) => client.leave(retryMs)),
  );
  return client;
}
