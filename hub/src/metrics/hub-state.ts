import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Database } from '../store/database.ts';
import { readStoreState, type StoreState } from './store-state.ts';
import type { UnderWay } from './under-way.ts';

/** How full a pool of connections is. */
export interface PoolState {
  readonly in_use: number;
  readonly idle: number;
  /** What waits for a connection. */
  readonly waiting: number;
  readonly most: number;
}

/** What waits in the hub and how late it is, for GET /status and /metrics alike. */
export interface HubState {
  readonly writer: {
    readonly waiting_bytes: number;
    readonly waiting_requests: number;
    readonly oldest_seconds: number;
  };
  readonly live: { readonly behind_events: number };
  readonly pools: Readonly<Record<PoolName, PoolState>>;
  readonly event_loop: { readonly p99_seconds: number };
  /** Null where the database does not answer. */
  readonly store: StoreState | null;
}

export const poolNames = ['read', 'work', 'urgent'] as const;
export type PoolName = (typeof poolNames)[number];

export interface HubStateOptions {
  readonly database: Database;
  readonly writer: { readonly waitingBytes: number };
  /** Requests that are being stored. */
  readonly underWay: UnderWay;
  readonly tail: { readonly behind: number };
}

/** What was found is good for so long: a scrape has a dozen questions. */
const GOOD_MS = 500;
/** A database that hangs must not hold a scrape. */
const MAX_ANSWER_MS = 5000;
const WINDOW_MS = 30_000;
const RESOLUTION_MS = 50;

/** Watches the hub; `find` says how it is. */
export class HubWatch {
  readonly #options: HubStateOptions;
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  /** Of the last whole window, so that who asks right after it began gets no guess. */
  #lastP99 = 0;
  #found: { readonly atMs: number; readonly store: Promise<StoreState | null> } | null = null;

  constructor(options: HubStateOptions) {
    this.#options = options;
    this.#delay.enable();
    this.#timer = setInterval(() => {
      this.#lastP99 = p99Seconds(this.#delay);
      this.#delay.reset();
    }, WINDOW_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  async find(): Promise<HubState> {
    const { database, writer, underWay, tail } = this.#options;
    return {
      writer: {
        waiting_bytes: writer.waitingBytes,
        waiting_requests: underWay.size,
        oldest_seconds: underWay.oldestMs / 1000,
      },
      live: { behind_events: tail.behind },
      pools: {
        read: poolState(database.pool),
        work: poolState(database.workPool),
        urgent: poolState(database.urgent.pool),
      },
      event_loop: { p99_seconds: Math.max(this.#lastP99, p99Seconds(this.#delay)) },
      store: await this.#store(),
    };
  }

  #store(): Promise<StoreState | null> {
    const atMs = performance.now();
    if (this.#found === null || atMs - this.#found.atMs > GOOD_MS) {
      const late = sleep(MAX_ANSWER_MS, null, { ref: false });
      const store = readStoreState(this.#options.database.urgent).catch(() => null);
      this.#found = { atMs, store: Promise.race([store, late]) };
    }
    return this.#found.store;
  }
}

const poolState = ({ totalCount, idleCount, waitingCount, options }: pg.Pool): PoolState => ({
  in_use: totalCount - idleCount,
  idle: idleCount,
  waiting: waitingCount,
  most: options.max,
});

/** How much later than asked a timer comes; 0 where none has yet. */
function p99Seconds(delay: ReturnType<typeof monitorEventLoopDelay>): number {
  const ms = delay.percentile(99) / 1e6 - RESOLUTION_MS;
  return Number.isFinite(ms) ? Math.max(0, ms) / 1000 : 0;
}
