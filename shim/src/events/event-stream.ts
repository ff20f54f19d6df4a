import type { ObservabilityEvent } from '../conventions/index.ts';
import { close, open, statsOf } from './stream.ts';
import type { AdvancedFilter } from './stream-filter.ts';
import {
  type AggregatedEvents,
  advancedSubscription,
  type SubscriptionStats,
  singleSubscription,
} from './subscription.ts';

/** What the callback of an advanced subscription gets: aggregates where they are switched on, else events. */
export type StreamItem<F extends AdvancedFilter> = F extends {
  readonly aggregation: { readonly enabled: infer E };
}
  ? E extends true
    ? AggregatedEvents
    : ObservabilityEvent
  : ObservabilityEvent;

/** Gets one event. While a promise that it returns is open, further events wait. */
export type EventCallback = (event: ObservabilityEvent) => unknown;

/**
 * The events of this process as they happen (VX3): no collector, no SDK is needed. Callbacks run soon after the
 * event, never within the call that caused it; what they throw is said once and counted. Each function that
 * subscribes gives the id of the subscription, and throws `TooManySubscriptions` over
 * `OTEL_STREAMING_MAX_SUBSCRIPTIONS`.
 */
export const eventStream = {
  /** Every event of this process. */
  subscribeToAll(callback: EventCallback): string {
    return open((id) => singleSubscription(id, {}, callback));
  },

  /** Events of severity `error` and `fatal`. */
  subscribeToErrors(callback: EventCallback): string {
    return open((id) => singleSubscription(id, { severities: ['error', 'fatal'] }, callback));
  },

  /** Events of one execution and its steps; those of executions that it starts are not among them. */
  subscribeToExecution(executionId: string, callback: EventCallback): string {
    return open((id) => singleSubscription(id, { executionIds: [executionId] }, callback));
  },

  /** Ends a subscription, with what waits for it; false where there is none of this id. */
  unsubscribe: close,

  manager: {
    /**
     * The callback gets lists: of events, at the latest `OTEL_STREAMING_FLUSH_INTERVAL` after the first of them;
     * or of aggregates, when their window closes.
     */
    subscribeWithAdvancedFilter<const F extends AdvancedFilter>(
      filter: F,
      callback: (items: StreamItem<F>[]) => unknown,
    ): string {
      return open((id) => advancedSubscription(id, filter, callback));
    },

    /** Ends a subscription; false where there is none of this id. */
    unsubscribe: close,

    /** What became of the events that a subscription wanted; undefined where there is none of this id. */
    getStats(id: string): SubscriptionStats | undefined {
      return statsOf(id);
    },
  },
} as const;
