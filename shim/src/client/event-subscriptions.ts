import type { ObservabilityEvent } from '../conventions/events.ts';
import type { StreamItem } from '../events/event-stream.ts';
import type { AdvancedFilter } from '../events/stream-filter.ts';
import { advancedFeed, type SubscribeOptions } from './advanced-feed.ts';
import { type EventsOptions, eventFeed } from './event-feed.ts';
import type { HubConnection } from './hub-connection.ts';
import { HubError } from './hub-error.ts';
import type { Live } from './live.ts';

/** Gets one event. While a promise that it returns is open, further events wait in the hub. */
export type RemoteCallback = (event: ObservabilityEvent) => unknown;

/** The functions of `eventStream` (VX3) for the events of all services, which the hub filters. */
export interface RemoteEventStream {
  /** Every event; gives the id of the subscription. */
  subscribeToAll(callback: RemoteCallback, options?: SubscribeOptions): string;
  /** Events of severity `error` and `fatal`. */
  subscribeToErrors(callback: RemoteCallback, options?: SubscribeOptions): string;
  /** Events of one execution and its steps. */
  subscribeToExecution(executionId: string, callback: RemoteCallback, options?: SubscribeOptions): string;
  /** Ends a subscription; false where there is none of this id. */
  unsubscribe(id: string): boolean;
  readonly manager: {
    /** The callback gets lists of events, or of aggregates where they are switched on. */
    subscribeWithAdvancedFilter<const F extends AdvancedFilter>(
      filter: F,
      callback: (items: StreamItem<F>[]) => unknown,
      options?: SubscribeOptions,
    ): string;
    /** Ends a subscription; false where there is none of this id. */
    unsubscribe(id: string): boolean;
  };
}

/** Subscriptions to the events that a hub stores. What ends one, or a callback throws, goes to `onProblem`. */
export function remoteEventStream(connection: HubConnection): RemoteEventStream {
  const open = new Map<string, Live<unknown>>();
  let count = 0;
  const run = <T>(feed: Live<T>, callback: (item: T) => unknown, { onProblem }: SubscribeOptions): string => {
    count += 1;
    const id = `subscription-${count}`;
    open.set(id, feed);
    const report = (error: unknown) =>
      onProblem?.({
        error:
          error instanceof HubError
            ? error
            : new HubError('OBS_CALLBACK_FAILED', String(error), { cause: error }),
        retryInMs: 0,
      });
    void (async () => {
      try {
        for await (const item of feed) {
          try {
            await callback(item);
          } catch (error) {
            report(error);
          }
        }
      } catch (error) {
        report(error);
      } finally {
        open.delete(id);
      }
    })();
    return id;
  };
  const single = (filter: EventsOptions, callback: RemoteCallback, options: SubscribeOptions = {}) =>
    run(eventFeed(connection, { ...options, ...filter }), callback, options);
  const unsubscribe = (id: string) => {
    const feed = open.get(id);
    open.delete(id);
    feed?.close();
    return feed !== undefined;
  };
  return {
    subscribeToAll: (callback, options) => single({}, callback, options),
    subscribeToErrors: (callback, options) => single({ severities: ['error', 'fatal'] }, callback, options),
    subscribeToExecution: (executionId, callback, options) => single({ executionId }, callback, options),
    unsubscribe,
    manager: {
      subscribeWithAdvancedFilter: (filter, callback, options = {}) =>
        run(advancedFeed(connection, filter, options), callback as (items: unknown[]) => unknown, options),
      unsubscribe,
    },
  };
}
