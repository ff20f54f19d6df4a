import { type Aggregate, Aggregator, groupKeyOf, TokenBucket } from '@observatory/shim/conventions';
import type { AdvancedFilter } from './advanced-filter.ts';
import type { EventSink, ItemSink, Missed } from './event-sink.ts';
import type { LiveEvent } from './live-event.ts';
import type { SharedFrames } from './shared-frames.ts';

/** Keys of one window; events of further ones are missed. */
const MAX_KEYS = 1000;
/** What is missed is told at most so often. */
const TELL_MS = 1000;

/**
 * Events on their way to a subscriber of VX3's advanced filter, as `eventStream` does it in process: counted in windows
 * where that is wanted, then as many items as the limit lets through; what is over it is dropped, and told as missed.
 * What a client does not read in time is dropped and told likewise: it waits nowhere.
 */
export class ItemPipe implements EventSink {
  readonly #sink: ItemSink;
  readonly #bucket: TokenBucket | undefined;
  readonly #windows: Aggregator<LiveEvent> | undefined;
  readonly #windowMs: number;
  readonly #missed = new Map<Missed['reason'], Missed>();
  #windowTimer: NodeJS.Timeout | undefined;
  #tellTimer: NodeJS.Timeout | undefined;
  /** All up to here was sent or told as missed. */
  #settled = 0;
  /** The last one taken; larger while a window is open. */
  #taken = 0;

  constructor(sink: ItemSink, { rateLimit, aggregation }: AdvancedFilter) {
    this.#sink = sink;
    this.#bucket = rateLimit && new TokenBucket(rateLimit, performance.now());
    this.#windowMs = aggregation?.windowMs ?? 0;
    this.#windows =
      aggregation &&
      new Aggregator(aggregation.windowMs, ({ event }) => groupKeyOf(event, aggregation.groupBy));
    sink.closed.addEventListener('abort', () => {
      clearTimeout(this.#windowTimer);
      clearTimeout(this.#tellTimer);
    });
  }

  get closed(): AbortSignal {
    return this.#sink.closed;
  }

  /** Never: what is not read in time is dropped here. */
  readonly isBehind = false;

  caughtUp(): Promise<void> {
    return this.#sink.caughtUp();
  }

  begin(cursor: number): void {
    this.#settled = cursor;
    this.#taken = cursor;
    this.#sink.begin(cursor);
  }

  missed(missed: Missed, cursor: number): void {
    this.#settled = cursor;
    this.#sink.missed(missed, cursor);
  }

  beat(cursor: number): void {
    this.#sink.beat(this.#windows?.isOpen ? this.#settled : cursor);
  }

  send({ events }: SharedFrames): void {
    if (this.#windows) for (const event of events) this.#count(this.#windows, event);
    else this.#pass(events.map((event) => ({ item: event.event, first: event, count: 1, last: event })));
  }

  #count(windows: Aggregator<LiveEvent>, event: LiveEvent): void {
    const now = performance.now();
    // A busy process runs its timers late.
    if (windows.isOver(now)) this.#close();
    this.#taken = event.cursor;
    if (!windows.add(event, now, Date.now(), MAX_KEYS)) this.#drop('rate_limit', 1, event, event);
    this.#windowTimer ??= setTimeout(() => this.#close(), this.#windowMs);
  }

  #close(): void {
    clearTimeout(this.#windowTimer);
    this.#windowTimer = undefined;
    const aggregates: Aggregate<LiveEvent>[] = this.#windows?.close() ?? [];
    this.#pass(
      aggregates.map(({ first, last, count, key, windowStart }) => ({
        item: { key, count, first: first.event, last: last.event, windowStart },
        first,
        last,
        count,
      })),
    );
  }

  #pass(items: readonly { item: unknown; first: LiveEvent; last: LiveEvent; count: number }[]): void {
    const passed: unknown[] = [];
    for (const { item, first, last, count } of items) {
      this.#taken = Math.max(this.#taken, last.cursor);
      if (this.#sink.isBehind) this.#drop('slow', count, first, last);
      else if (this.#bucket?.take(performance.now()) === false) this.#drop('rate_limit', count, first, last);
      else passed.push(item);
    }
    this.#settled = this.#taken;
    if (passed.length > 0) this.#sink.items(passed, this.#settled);
  }

  #drop(reason: Missed['reason'], count: number, first: LiveEvent, last: LiveEvent): void {
    const known = this.#missed.get(reason);
    this.#missed.set(reason, {
      reason,
      count: (known?.count ?? 0) + count,
      from: Math.min(known?.from ?? first.cursor, first.cursor),
      to: Math.max(known?.to ?? 0, last.cursor),
    });
    this.#tellTimer ??= setTimeout(() => this.#tell(), TELL_MS);
  }

  #tell(): void {
    this.#tellTimer = undefined;
    if (this.#sink.isBehind) {
      this.#tellTimer = setTimeout(() => this.#tell(), TELL_MS);
      return;
    }
    for (const missed of this.#missed.values()) this.#sink.missed(missed, this.#settled);
    this.#missed.clear();
  }
}
