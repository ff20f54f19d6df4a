import { currentConfig } from '../config/current-config.ts';
import type { ObservabilityEvent } from '../conventions/index.ts';
import type { Aggregate } from './aggregation.ts';
import { countDrops, type Drops } from './drop-tally.ts';
import { groupKeyOf } from './group-key.ts';
import { Outlet } from './outlet.ts';
import {
  type AdvancedFilter,
  type Aggregation,
  aggregationOf,
  type EventFilter,
  limitOf,
  matcherOf,
} from './stream-filter.ts';
import type { StreamedEvent } from './streamed-event.ts';
import { TokenBucket } from './token-bucket.ts';
import { Windows } from './windows.ts';

/** What became of the events that a subscription wanted: `wanted = delivered + waiting + all of dropped`. */
export interface SubscriptionStats {
  readonly wanted: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly dropped: Readonly<Drops>;
}

/** The way of events from the filter to the callback. */
export interface Subscription {
  accept(event: StreamedEvent): void;
  /** Has all that waits go out soon. */
  flush(): void;
  close(): void;
  /** Whether nothing waits and no call is open. */
  readonly isIdle: boolean;
  readonly stats: SubscriptionStats;
}

/** Events of one key within one window: how many, the first and the last. */
export type AggregatedEvents = Aggregate<ObservabilityEvent>;

/** The most items of one call; a batch that is full goes out before its time. */
const BATCH_SIZE = 100;

/** Hands over each event by itself, as soon as may be. */
export function singleSubscription(
  id: string,
  filter: EventFilter,
  callback: (event: ObservabilityEvent) => unknown,
): Subscription {
  const outlet = new Outlet<StreamedEvent>({
    id,
    batchSize: 1,
    delayMs: () => 0,
    eventsIn: () => 1,
    callback: ([streamed]) => streamed && callback(streamed.event),
  });
  return new Way(filter, outlet, (event) => outlet.offer(event));
}

/** Hands over lists of events. */
export function batchSubscription(
  id: string,
  filter: AdvancedFilter,
  callback: (events: ObservabilityEvent[]) => unknown,
): Subscription {
  const outlet = new Outlet<StreamedEvent>({
    id,
    batchSize: BATCH_SIZE,
    delayMs: () => currentConfig().streaming.flushIntervalMs,
    eventsIn: () => 1,
    callback: (items) => callback(items.map(({ event }) => event)),
  });
  return new Way(
    filter,
    outlet,
    limited(outlet, filter, () => 1),
  );
}

/** Hands over lists of what was counted in windows. */
export function aggregateSubscription(
  id: string,
  filter: AdvancedFilter,
  { windowMs, groupBy }: Aggregation,
  callback: (aggregates: AggregatedEvents[]) => unknown,
): Subscription {
  const eventsIn = ({ count }: Aggregate<StreamedEvent>) => count;
  const outlet = new Outlet<Aggregate<StreamedEvent>>({
    id,
    batchSize: BATCH_SIZE,
    delayMs: () => 0,
    eventsIn,
    callback: (items) =>
      callback(items.map((item) => ({ ...item, first: item.first.event, last: item.last.event }))),
  });
  const fields = [...groupBy];
  const windows = new Windows<StreamedEvent>({
    windowMs,
    keyOf: ({ event }) => groupKeyOf(event, fields),
    pass: limited(outlet, filter, eventsIn),
    drop: () => countDrops(outlet.drops, 'buffer_full', 1),
  });
  return new Way(filter, outlet, (event) => windows.add(event), windows);
}

/** Offers items to the outlet as far as the filter's rate limit lets them. */
function limited<T>(
  outlet: Outlet<T>,
  { rateLimit }: AdvancedFilter,
  eventsIn: (item: T) => number,
): (item: T) => void {
  const limit = limitOf(rateLimit);
  if (limit === undefined) return (item) => outlet.offer(item);
  const bucket = new TokenBucket(limit, performance.now());
  return (item) => {
    if (bucket.take(performance.now())) outlet.offer(item);
    else countDrops(outlet.drops, 'rate_limit', eventsIn(item));
  };
}

class Way<T> implements Subscription {
  readonly #matches: (event: StreamedEvent) => boolean;
  readonly #outlet: Outlet<T>;
  readonly #take: (event: StreamedEvent) => void;
  readonly #windows: Windows<StreamedEvent> | undefined;
  #wanted = 0;

  constructor(
    filter: EventFilter,
    outlet: Outlet<T>,
    take: (event: StreamedEvent) => void,
    windows?: Windows<StreamedEvent>,
  ) {
    this.#matches = matcherOf(filter);
    this.#outlet = outlet;
    this.#take = take;
    this.#windows = windows;
  }

  get isIdle(): boolean {
    return this.#outlet.isIdle && !this.#windows?.waiting;
  }

  get stats(): SubscriptionStats {
    const { delivered, waiting, drops } = this.#outlet;
    return {
      wanted: this.#wanted,
      delivered,
      waiting: waiting + (this.#windows?.waiting ?? 0),
      dropped: { ...drops },
    };
  }

  accept(event: StreamedEvent): void {
    if (!this.#matches(event)) return;
    this.#wanted += 1;
    this.#take(event);
  }

  flush(): void {
    this.#windows?.flush();
    this.#outlet.flush();
  }

  close(): void {
    this.#windows?.flush();
    this.#outlet.close();
  }
}

/** The subscription that an advanced filter asks for. */
export function advancedSubscription(
  id: string,
  filter: AdvancedFilter,
  callback: (items: never[]) => unknown,
): Subscription {
  const aggregation = aggregationOf(filter.aggregation);
  return aggregation === undefined
    ? batchSubscription(id, filter, callback as (events: ObservabilityEvent[]) => unknown)
    : aggregateSubscription(id, filter, aggregation, callback as (items: AggregatedEvents[]) => unknown);
}
