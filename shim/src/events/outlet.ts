import { AsyncResource } from 'node:async_hooks';
import { currentConfig } from '../config/current-config.ts';
import { say } from '../setup/say.ts';
import { countDrops, type Drops, noDrops } from './drop-tally.ts';
import { fromCallback } from './from-callback.ts';
import { cancelTurn, type Delivery, requestTurn } from './turns.ts';

export interface OutletOptions<T> {
  /** Names the subscription in what is said. */
  readonly id: string;
  readonly callback: (items: readonly T[]) => unknown;
  /** The most items of one call. */
  readonly batchSize: number;
  /** Longest wait for a batch to fill; 0 for none. */
  readonly delayMs: () => number;
  /** How many events an item stands for. */
  readonly eventsIn: (item: T) => number;
}

/**
 * A bounded queue before one callback. The callback runs in the async context of the subscriber, one call at a
 * time: while the promise of one is open, items wait, and those beyond `OTEL_STREAMING_BUFFER_SIZE` are dropped.
 * Nothing that it throws gets out.
 */
export class Outlet<T> implements Delivery {
  readonly drops: Drops = noDrops();
  delivered = 0;
  readonly #options: OutletOptions<T>;
  readonly #resource: AsyncResource;
  #queue: T[] = [];
  /** Place of the first item that still waits. */
  #head = 0;
  #calling: readonly T[] | undefined;
  #calledAt = 0;
  /** Set where all that waits is to go, full batch or not. */
  #isDue = false;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  /** Set while a turn is asked for and has not come. */
  #isRequested = false;
  #hasFailed = false;
  #isSlow = false;

  constructor(options: OutletOptions<T>) {
    this.#options = options;
    this.#resource = fromCallback.run(true, () => new AsyncResource('ObservatorySubscription'));
  }

  get length(): number {
    return this.#queue.length - this.#head;
  }

  /** Whether nothing waits and no call is open. */
  get isIdle(): boolean {
    return this.length === 0 && this.#calling === undefined;
  }

  /** Events that wait, those of an open call included. */
  get waiting(): number {
    return this.#count(this.#queue.slice(this.#head)) + this.#count(this.#calling ?? []);
  }

  offer(item: T): void {
    if (this.length >= currentConfig().streaming.bufferSize) {
      this.#drop(item);
      return;
    }
    this.#queue.push(item);
    this.#plan();
  }

  /** Has all that waits go out soon. */
  flush(): void {
    if (this.length === 0) return;
    this.#isDue = true;
    this.#plan();
  }

  /** Drops what waits; nothing goes out any more. */
  close(): void {
    this.#isClosed = true;
    cancelTurn(this);
    clearTimeout(this.#timer);
    countDrops(this.drops, 'unsubscribed', this.#count(this.#queue.slice(this.#head)));
    this.#queue = [];
    this.#head = 0;
  }

  deliver(): void {
    this.#isRequested = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const items = this.#take();
    this.#calling = items;
    this.#calledAt = performance.now();
    try {
      const result = this.#resource.runInAsyncScope(this.#options.callback, undefined, items);
      if (!isThenable(result)) this.#succeed();
      else {
        Promise.resolve(result).then(
          () => this.#succeed(),
          (error: unknown) => this.#fail(error),
        );
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #take(): T[] {
    const end = Math.min(this.#queue.length, this.#head + this.#options.batchSize);
    const items = this.#queue.slice(this.#head, end);
    if (end === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
      this.#isDue = false;
    } else {
      this.#head = end;
      // What has gone out is let go of, without moving the rest for each call.
      if (end > 1000 && end * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(end);
        this.#head = 0;
      }
    }
    return items;
  }

  #plan(): void {
    if (this.#isRequested || this.#calling !== undefined || this.length === 0 || this.#isClosed) return;
    const { batchSize, delayMs } = this.#options;
    const isFull = this.length >= Math.min(batchSize, currentConfig().streaming.bufferSize);
    const waitMs = this.#isDue || isFull ? 0 : delayMs();
    if (waitMs === 0) {
      this.#isRequested = true;
      requestTurn(this);
    } else if (this.#timer === undefined) this.#timer = setTimeout(() => this.flush(), waitMs).unref();
  }

  #succeed(): void {
    this.delivered += this.#count(this.#calling ?? []);
    this.#settle();
  }

  #fail(error: unknown): void {
    countDrops(this.drops, 'callback_failed', this.#count(this.#calling ?? []));
    this.#settle();
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    say(
      `the callback of ${this.#options.id} failed: ${describe(error)}. Its failures are counted from now on; the service goes on`,
    );
  }

  #settle(): void {
    this.#calling = undefined;
    this.#plan();
    outletSettled();
  }

  #drop(item: T): void {
    countDrops(this.drops, 'buffer_full', this.#options.eventsIn(item));
    if (this.#isSlow) return;
    this.#isSlow = true;
    const busyMs = this.#calling === undefined ? 0 : performance.now() - this.#calledAt;
    const why = busyMs > 0 ? `, and its last call is open for ${(busyMs / 1000).toFixed(1)} s` : '';
    say(
      `${this.#options.id} does not keep up: ${this.length} events wait${why}. Further ones are dropped and counted`,
    );
  }

  #count(items: readonly T[]): number {
    let events = 0;
    for (const item of items) events += this.#options.eventsIn(item);
    return events;
  }
}

const settled = new Set<() => void>();

/** Calls `listener` after each call of a callback, until the function that it returns is called. */
export function onSettled(listener: () => void): () => void {
  settled.add(listener);
  return () => settled.delete(listener);
}

function outletSettled(): void {
  for (const listener of settled) listener();
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'an error that cannot be read';
  }
}
