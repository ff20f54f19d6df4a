import type { BatchSettings, Signal } from '../config/shim-config.ts';
import { noteFailure, noteFull, tallyOf } from './delivery.ts';
import { isEnding } from './last-requests.ts';
import type { Unsent } from './otlp-export.ts';
import { spread } from './retry.ts';

const PAUSE_MS = 5000;
/** However long a receiver asks to be left alone. */
const LONGEST_PAUSE_MS = 300_000;

/**
 * Collects records and sends them in batches, one request at a time. A batch that a receiver does not take for
 * now is kept and tried again until `maxQueueSize` records wait behind it; what comes beyond is dropped and
 * counted. Unlike the SDK's batch processors, it neither drops silently nor keeps the process alive while a
 * receiver does not answer.
 */
export class Batcher<T> {
  readonly #signal: Signal;
  readonly #settings: BatchSettings;
  readonly #send: (batch: T[]) => Promise<Unsent | undefined>;
  #queue: T[] = [];
  /** What is being sent, or could not be sent yet. */
  #batch: T[] = [];
  #timer: NodeJS.Timeout | undefined;
  #paused = false;
  /** Gives whether all that waited is settled. */
  #sending: Promise<boolean> | undefined;
  #closed = false;

  constructor(signal: Signal, settings: BatchSettings, send: (batch: T[]) => Promise<Unsent | undefined>) {
    this.#signal = signal;
    this.#settings = settings;
    this.#send = send;
  }

  add(record: T): void {
    if (this.#closed) return;
    const { maxQueueSize, maxBatchSize, delayMs } = this.#settings;
    if (this.#queue.length >= maxQueueSize) {
      noteFull(this.#signal, maxQueueSize);
      return;
    }
    tallyOf(this.#signal).accepted += 1;
    this.#queue.push(record);
    if (this.#queue.length >= maxBatchSize && !this.#paused) void this.#start();
    else this.#timer ??= setTimeout(() => void this.#start(), delayMs).unref();
  }

  /**
   * Sends all that waits; resolves when each batch is sent or given up, and when one is to be tried again later.
   */
  async flush(): Promise<void> {
    while (this.#batch.length > 0 || this.#queue.length > 0) {
      if (!(await this.#start())) return;
    }
  }

  /** Takes all that waits, in batches, the newest first; what is being sent is last, since it may arrive twice. */
  takeWaiting(): T[][] {
    const batches: T[][] = [];
    while (this.#queue.length > 0) batches.push(this.#queue.splice(-this.#settings.maxBatchSize));
    if (this.#batch.length > 0) batches.push(this.#batch);
    return batches;
  }

  /** Takes nothing more, and gives up what waits. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    // What is under way is counted by what becomes of it.
    const kept = this.#sending === undefined ? this.#batch.splice(0).length : 0;
    noteFailure(this.#signal, kept + this.#queue.splice(0).length);
  }

  #start(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#paused = false;
    this.#sending ??= this.#sendWaiting().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #sendWaiting(): Promise<boolean> {
    for (;;) {
      if (this.#batch.length === 0) this.#batch = this.#queue.splice(0, this.#settings.maxBatchSize);
      if (this.#batch.length === 0) return true;
      const unsent = await this.#send(this.#batch);
      if (unsent !== undefined) {
        const hasRoom = this.#queue.length < this.#settings.maxQueueSize;
        if (hasRoom && !this.#closed && !isEnding()) {
          this.#pause(unsent.waitMs ?? spread(PAUSE_MS));
          return false;
        }
        noteFailure(this.#signal, this.#batch.length);
      }
      this.#batch = [];
    }
  }

  #pause(pauseMs: number): void {
    clearTimeout(this.#timer);
    this.#paused = true;
    this.#timer = setTimeout(() => void this.#start(), Math.min(pauseMs, LONGEST_PAUSE_MS)).unref();
  }
}
