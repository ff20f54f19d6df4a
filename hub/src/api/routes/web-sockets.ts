import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { WebSocket } from 'ws';
import { HubError } from '../../errors.ts';
import { openEventSocket } from '../../live/event-socket.ts';
import { takeFirstFrame } from '../../live/first-frame.ts';
import { Topics } from '../../live/topic.ts';
import { openWebSocket } from '../../live/web-socket.ts';
import type { Api, HubContext } from '../context.ts';
import { SocketKeys } from '../socket-keys.ts';
import { auditedQuery } from '../socket-query.ts';
import { serveTopic } from '../socket-topics.ts';
import { executionSource, healthSource } from '../topic-sources.ts';
import type { HealthOptions } from './health.ts';

/** IA1, EN7, EN8: all that is live over one WebSocket, and single answers over one of their own. */
export function webSocketRoutes(app: Api, context: HubContext, health: HealthOptions): void {
  const topics = new Topics();
  const keys = new SocketKeys(context);
  // The database stays until what was asked of it is answered.
  app.addHook('onClose', () => topics.ended());
  const route = <const U extends string>(
    url: U,
    {
      operationId,
      summary,
      params,
      takesKeyInFrame = false,
    }: {
      operationId: string;
      summary: string;
      params?: ReturnType<typeof paramsOf>;
      takesKeyInFrame?: boolean;
    },
    watch: (socket: WebSocket, request: FastifyRequest) => void,
  ) =>
    app.route({
      method: 'GET',
      url,
      exposeHeadRoute: false,
      config: { readsContent: operationId !== 'watchMetrics', takesKeyInFrame },
      schema: { operationId, summary, tags: ['live'], ...(params ? { params } : {}) },
      // Before the upgrade, so that a client that may not come gets an HTTP answer that says why.
      preHandler: async (request) => {
        if (request.ws) keys.reserve(request);
      },
      handler: () => {
        throw new HubError('OBS_BAD_REQUEST', 'Expected a WebSocket handshake, got an ordinary GET.', {
          where: 'headers.upgrade',
        });
      },
      wsHandler: watch,
    });

  const subscriptions = (operationId: string, url: '/ws' | '/api/v1/events/ws') =>
    route(
      url,
      {
        operationId,
        summary:
          'WebSocket: {type: "subscribe", topic?, types?, agents?, severities?, text?, executionId?, rateLimit?, aggregation?, cursor?, id?}, then {type: "event", id, cursor, event}, or what the topic (executions, execution, alerts, health) has; {type: "query", sql, queryId, maxRows?, timeoutMs?}, then {type: "query_result", queryId, columns, rows, truncated}; {type: "authenticate", key} first, where the handshake had no key',
        takesKeyInFrame: true,
      },
      (socket, request) => {
        const onFault = (error: unknown) => request.log.error({ err: error }, 'a subscription failed');
        takeFirstFrame(socket, {
          needsKey: request.awaitsKey,
          authenticate: (frame) => keys.take(socket, request, frame),
          open: () =>
            openEventSocket(socket, request.raw.socket, {
              onFault,
              pingMs: context.liveBeatMs,
              query: (...asked) => auditedQuery(context, request)(...asked),
              subscribe: (subscription, asked) =>
                serveTopic(subscription, asked, request, { context, health, topics, onError: warn(request) }),
            }),
        });
      },
    );
  subscriptions('watchEvents', '/ws');
  subscriptions('watchEventsV1', '/api/v1/events/ws');

  route(
    '/api/v1/observability/ws/metrics',
    {
      operationId: 'watchMetrics',
      summary: 'WebSocket: {type: "snapshot" | "update", data}, the data as of getFleetHealth',
    },
    (socket, request) => {
      const { name, source } = healthSource(context, health, context.projectOf(request), warn(request));
      topics.watch(name, openWebSocket(socket), source);
    },
  );

  route(
    '/api/v1/observability/ws/executions/:execution_id',
    {
      operationId: 'watchExecution',
      summary: 'WebSocket: {type: "snapshot" | "update", data}, the data as of getExecution',
      params: paramsOf(),
    },
    (socket, request) => {
      const id = (request.params as { execution_id: string }).execution_id.toLowerCase();
      const { name, source } = executionSource(context, context.projectOf(request), id, warn(request));
      topics.watch(name, openWebSocket(socket), source);
    },
  );
}

const paramsOf = () => Type.Object({ execution_id: Type.String({ description: '48 hex digits.' }) });

function warn(request: FastifyRequest): (error: unknown) => void {
  return (error) => request.log.warn({ err: error }, 'a WebSocket waits for the database');
}
