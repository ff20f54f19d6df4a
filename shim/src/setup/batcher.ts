import type { BatchSettings, Signal } from '../config/shim-config.ts';
import { noteFailure, noteFull, tallyOf } from './delivery.ts';

/**
 * Collects records and sends them in batches, one request at a time. At most `maxQueueSize` wait; what
 * comes beyond is dropped and counted. Unlike the SDK's batch processors, it neither drops silently nor
 * keeps the process alive while a receiver does not answer.
 */
export class Batcher<T> {
  readonly #signal: Signal;
  readonly #settings: BatchSettings;
  readonly #send: (batch: T[]) => Promise<void>;
  #queue: T[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #closed = false;

  constructor(signal: Signal, settings: BatchSettings, send: (batch: T[]) => Promise<void>) {
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
    if (this.#queue.length >= maxBatchSize) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), delayMs).unref();
  }

  /** Sends all that waits; resolves when each batch is sent or given up. */
  async flush(): Promise<void> {
    while (this.#queue.length > 0 || this.#sending !== undefined) {
      this.#start();
      await this.#sending;
    }
  }

  /** Takes nothing more, and gives up what waits. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    const given = this.#queue.length;
    this.#queue = [];
    noteFailure(this.#signal, given);
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendWaiting().finally(() => {
      this.#sending = undefined;
    });
  }

  async #sendWaiting(): Promise<void> {
    while (this.#queue.length > 0) await this.#send(this.#queue.splice(0, this.#settings.maxBatchSize));
  }
}
