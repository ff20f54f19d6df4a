import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { WebSocket } from 'ws';
import { HubError } from '../../errors.ts';
import { openEventSocket } from '../../live/event-socket.ts';
import { ItemPipe } from '../../live/item-pipe.ts';
import { subscribe } from '../../live/subscribe.ts';
import { type TopicSource, Topics } from '../../live/topic.ts';
import { openWebSocket } from '../../live/web-socket.ts';
import type { RunQuery } from '../../sql/socket-queries.ts';
import type { Sql } from '../../sql/sql.ts';
import type { Api, HubContext } from '../context.ts';
import { executionDetail } from '../execution-detail.ts';
import { sqlCaller } from '../sql-caller.ts';
import { reserveStream } from '../streams.ts';
import { systemHealth } from '../system-health.ts';
import type { HealthOptions } from './health.ts';

/** Of the range that is free for applications (RFC 6455, 7.4.2); the last digits say 404. */
const NOT_FOUND = 4404;
const HEALTH_MINUTES = 60;

/** IA1: the health of the fleet, and one execution, over WebSockets: first all of it, then what it became. */
export function webSocketRoutes(app: Api, context: HubContext, options: HealthOptions): void {
  const topics = new Topics();
  // The database stays until what was asked of it is answered.
  app.addHook('onClose', () => topics.ended());
  const route = <const U extends string>(
    url: U,
    {
      operationId,
      summary,
      params,
    }: { operationId: string; summary: string; params?: ReturnType<typeof paramsOf> },
    watch: (socket: WebSocket, request: FastifyRequest) => void,
  ) =>
    app.route({
      method: 'GET',
      url,
      exposeHeadRoute: false,
      config: { readsContent: operationId !== 'watchMetrics' },
      schema: { operationId, summary, tags: ['live'], ...(params ? { params } : {}) },
      // Before the upgrade, so that a client that may not come gets an HTTP answer that says why.
      preHandler: async (request) => {
        if (request.ws) request.raw.socket.once('close', reserveStream(context, 'webSockets'));
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
          'WebSocket: {type: "subscribe", types?, agents?, severities?, text?, executionId?, rateLimit?, aggregation?, cursor?, id?}, then {type: "event", id, cursor, event}; {type: "query", sql, queryId, maxRows?, timeoutMs?}, then {type: "query_result", queryId, columns, rows, truncated}',
      },
      (socket, request) => {
        const onFault = (error: unknown) => request.log.error({ err: error }, 'a subscription failed');
        openEventSocket(socket, request.raw.socket, {
          onFault,
          pingMs: context.liveBeatMs,
          query: audited(context, request, (asked, options) =>
            context.sql.run({ ...sqlCaller(context, request), ...asked }, options),
          ),
          subscribe: (sink, { filter, from, ...advanced }) => {
            const isPlain = advanced.rateLimit === undefined && advanced.aggregation === undefined;
            return subscribe(isPlain ? sink : new ItemPipe(sink, { filter, ...advanced }), context, {
              project: context.projectOf(request),
              filter,
              from,
              onError: warn(request),
            });
          },
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
      const project = context.projectOf(request);
      topics.watch(`metrics ${project}`, openWebSocket(socket), {
        find: () => systemHealth(context, options, project, HEALTH_MINUTES),
        listen: (changed) =>
          context.liveExecutions.listen((live) => {
            if (live === 'missed' || live.project === project) changed();
          }),
        gone: { code: NOT_FOUND, reason: 'OBS_NOT_FOUND' },
        onError: warn(request),
      });
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
      const project = context.projectOf(request);
      const id = (request.params as { execution_id: string }).execution_id.toLowerCase();
      const isId = /^[0-9a-f]{48}$/.test(id);
      const source: TopicSource = {
        find: async () => (isId ? executionDetail(context, project, id) : null),
        listen: (changed) =>
          context.liveExecutions.listen((live) => {
            if (live === 'missed' || (live.project === project && sameTrace(live.id, id))) changed();
          }),
        gone: {
          code: NOT_FOUND,
          reason: `OBS_EXECUTION_NOT_FOUND: no execution has the id ${id.slice(0, 64)}`,
        },
        onError: warn(request),
      };
      topics.watch(`execution ${project} ${id}`, openWebSocket(socket), source);
    },
  );
}

/** An execution's detail holds what its whole trace does. */
const sameTrace = (one: string, other: string) => one.slice(0, 32) === other.slice(0, 32);

const paramsOf = () => Type.Object({ execution_id: Type.String({ description: '48 hex digits.' }) });

/** A query over a WebSocket is no request of its own: it enters the trail here, before its answer goes out. */
function audited(
  { audit, projectOf }: HubContext,
  request: FastifyRequest,
  run: (...of: Parameters<RunQuery>) => ReturnType<Sql['run']>,
): RunQuery {
  const { principal } = request;
  const about = {
    project: projectOf(request),
    actor:
      principal === null
        ? ({ kind: 'unknown', id: '', name: '' } as const)
        : { kind: principal.kind, id: principal.id, name: principal.name },
    address: request.ip,
    action: 'querySql',
    request: request.id,
  };
  return async (asked, options) => {
    const detail = { query: audit.hashOf(asked.sql), transport: 'websocket' };
    try {
      const answer = await run(asked, options);
      await audit.record({ ...about, target: answer.views.join(','), outcome: 'done', detail });
      return answer;
    } catch (error) {
      if (error instanceof HubError && error.code === 'OBS_SQL_REFUSED')
        audit.refused({ ...about, target: '', outcome: 'refused', detail });
      throw error;
    }
  };
}

function warn(request: FastifyRequest): (error: unknown) => void {
  return (error) => request.log.warn({ err: error }, 'a WebSocket waits for the database');
}
