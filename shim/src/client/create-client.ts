import { type EventFeed, type EventsOptions, eventFeed } from './event-feed.ts';
import { type RemoteEventStream, remoteEventStream } from './event-subscriptions.ts';
import { type ExecutionChange, executionFeed } from './execution-feed.ts';
import type { components } from './hub-api.gen.ts';
import { type ClientOptions, HubConnection, type Query, type RequestOptions } from './hub-connection.ts';
import {
  filledPath,
  type HubAnswer,
  type HubMethod,
  type HubPath,
  type HubQuery,
  type HubRequest,
} from './hub-requests.ts';
import type { Live, LiveOptions } from './live.ts';
import { type State, type StateFeedOptions, stateFeed } from './state-feed.ts';

/** The health of the fleet, what runs now, and the hub itself. */
export type FleetHealth = components['schemas']['FleetHealth'];
/** How the executions of a stretch of time fared. Durations are in ms, rates are ratios. */
export type PerformanceMetrics = components['schemas']['PerformanceMetrics'];
/** One execution with its steps, spans, events and logs. */
export type ExecutionDetail = components['schemas']['ExecutionDetail'];

/** The figures of the fleet (VX4). */
export interface PerformanceAggregation {
  /** How the executions fared that ended in the last minutes; 60 unless given. */
  collectPerformanceMetrics(minutes?: number, options?: RequestOptions): Promise<PerformanceMetrics>;
  /** The health of the fleet with its score from 0 to 100. */
  getSystemHealthMetrics(options?: RequestOptions): Promise<FleetHealth['health']>;
}

/** Rows of a query in the order of its columns; `truncated` says that there are more. */
export type SqlRows = components['schemas']['SqlAnswer'];

/** How much a query may give, and how long it may take. */
export interface SqlOptions extends RequestOptions {
  /** Rows at most; as many as the hub gives (MAX_EVENTS_PER_QUERY) unless given. */
  readonly maxRows?: number;
  /** Milliseconds that the database may take; 15,000 unless given. `timeoutMs` is of the whole request. */
  readonly statementTimeoutMs?: number;
}

type Get<P extends HubPath> = HubAnswer<'get', P>;

/** A hub, as asked by this program. Every promise rejects with `HubError`, or with the reason of its signal. */
export interface HubClient extends PerformanceAggregation {
  /** Any request of the hub's API (`GET /openapi.json`); those without a function of their own. */
  request<M extends HubMethod, P extends HubPath<M>>(
    method: M,
    path: P,
    request: HubRequest<M, P>,
  ): Promise<HubAnswer<M, P>>;
  readonly executions: {
    /** A page of executions, newest first; give its `next_cursor` as `cursor` for the next. */
    list(
      query?: HubQuery<'/api/v1/executions'>,
      options?: RequestOptions,
    ): Promise<Get<'/api/v1/executions'>>;
    /** One execution with all that is kept of it. */
    get(id: string, options?: RequestOptions): Promise<ExecutionDetail>;
    /** Executions whenever they change. */
    stream(options?: LiveOptions): Live<ExecutionChange>;
  };
  readonly traces: {
    /** Traces of executions, newest first. */
    list(
      query?: HubQuery<'/api/v1/observability/traces'>,
      options?: RequestOptions,
    ): Promise<Get<'/api/v1/observability/traces'>>;
    /** By the id of a trace or of an execution. */
    get(id: string, options?: RequestOptions): Promise<Get<'/api/v1/observability/traces/{trace_id}'>>;
  };
  /** What ran and what it cost in the last minutes. */
  stats(query?: HubQuery<'/api/v1/stats'>, options?: RequestOptions): Promise<Get<'/api/v1/stats'>>;
  /** Rows of one SELECT over the events, alerts, traces, executions, calls and evaluations of the project (docs/sql.md). */
  query(sql: string, options?: SqlOptions): Promise<SqlRows>;
  /** Events as they come, each once and without a gap, also where the hub was away meanwhile. */
  events(options?: EventsOptions): EventFeed;
  /** The same with callbacks: the functions of `eventStream`, for the events of all services. */
  readonly eventStream: RemoteEventStream;
  /** The health of the fleet whenever it changes, at most once a second. */
  metrics(options?: StateFeedOptions): Live<State<FleetHealth>>;
  /** One execution whenever it changes, at most once a second. */
  execution(id: string, options?: StateFeedOptions): Live<State<ExecutionDetail>>;
}

/** A client of the hub at this address, in Node and in browsers. Throws a TypeError where the options cannot be used. */
export function createClient(options: ClientOptions): HubClient {
  const connection = new HubConnection(options);
  const request: HubClient['request'] = async (method, path, given) => {
    const { path: parameters, ...ask } = given as RequestOptions & {
      readonly path?: Readonly<Record<string, unknown>>;
      readonly query?: Query;
      readonly body?: unknown;
    };
    return (await connection.ask(method.toUpperCase(), filledPath(path, parameters), ask)) as never;
  };
  const executionPath = '/api/v1/executions/{id}';
  const healthPath = '/api/observability/health';
  return {
    request,
    executions: {
      list: (query = {}, given = {}) => request('get', '/api/v1/executions', { ...given, query }),
      get: (id, given = {}) => request('get', executionPath, { ...given, path: { id } }),
      stream: (given = {}) => executionFeed(connection, given),
    },
    traces: {
      list: (query = {}, given = {}) => request('get', '/api/v1/observability/traces', { ...given, query }),
      get: (id, given = {}) =>
        request('get', '/api/v1/observability/traces/{trace_id}', { ...given, path: { trace_id: id } }),
    },
    stats: (query = {}, given = {}) => request('get', '/api/v1/stats', { ...given, query }),
    query: (sql, { maxRows, statementTimeoutMs, ...given } = {}) =>
      request('post', '/api/v1/sql', {
        ...given,
        body: {
          sql,
          ...(maxRows !== undefined && { max_rows: maxRows }),
          ...(statementTimeoutMs !== undefined && { timeout_ms: statementTimeoutMs }),
        },
      }) as Promise<SqlRows>,
    events: (given = {}) => eventFeed(connection, given),
    eventStream: remoteEventStream(connection),
    metrics: (given = {}) =>
      stateFeed(connection, '/api/v1/observability/ws/metrics', given, (signal) =>
        connection.ask('GET', healthPath, { signal, retries: 0 }),
      ),
    execution: (id, given = {}) =>
      stateFeed(
        connection,
        `/api/v1/observability/ws/executions/${encodeURIComponent(id)}`,
        given,
        (signal) => connection.ask('GET', filledPath(executionPath, { id }), { signal, retries: 0 }),
      ),
    async collectPerformanceMetrics(minutes = 60, given = {}) {
      const query = { timeRange: minutes };
      const { metrics } = await request('get', '/api/observability/metrics', { ...given, query });
      return metrics;
    },
    async getSystemHealthMetrics(given = {}) {
      const { health } = await request('get', healthPath, given);
      return health;
    },
  };
}
