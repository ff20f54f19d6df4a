/** A typed client of the hub, in Node and in browsers: REST, live events, live state. */

export type { EventType, ObservabilityEvent, Severity } from '../conventions/events.ts';
export type { SubscribeOptions } from './advanced-feed.ts';
export {
  createClient,
  type ExecutionDetail,
  type FleetHealth,
  type HubClient,
  type PerformanceAggregation,
  type PerformanceMetrics,
  type SqlOptions,
  type SqlRows,
} from './create-client.ts';
export type { EventFeed, EventsOptions } from './event-feed.ts';
export type { RemoteCallback, RemoteEventStream } from './event-subscriptions.ts';
export type { ExecutionChange } from './execution-feed.ts';
/**
 * The hub's own types, from its OpenAPI document: `HubTypes['schemas']['ExecutionSummary']`, and its paths, for clients such
 * as openapi-fetch.
 */
export type { components as HubTypes, paths as HubPaths } from './hub-api.gen.ts';
export type { ClientOptions, RequestOptions } from './hub-connection.ts';
export { HubError } from './hub-error.ts';
export type { HubAnswer, HubMethod, HubPath, HubQuery, HubRequest } from './hub-requests.ts';
export type { Live, LiveOptions, StreamProblem } from './live.ts';
export type { MissedEvents } from './missed-events.ts';
export { performanceAggregation } from './performance-aggregation.ts';
export type { State, StateFeedOptions } from './state-feed.ts';
export type { WebSocketConstructor, WebSocketLike } from './web-socket.ts';
