import type pg from 'pg';
import { inJob } from '../self/watch.ts';
import { readQueuedBuckets, writeFigures } from './write-figures.ts';

export interface FiguresWorkerOptions {
  readonly pool: pg.Pool;
  readonly onError: (error: unknown) => void;
}

/** Hours of one look at the queue. */
const MAX_HOURS = 100;
/** For how long it works before it pauses; an hour that is begun is finished. */
const TURN_MS = 100;
/** Pauses are this many times what a turn took, so that adding up takes a fifth of one connection at most. */
const PAUSE_FACTOR = 4;
const MIN_PAUSE_MS = 500;
const RETRY_MS = 1000;

/**
 * Keeps agent_figures up to date with what folds queue, from the store alone: what a hub leaves behind, another one or the
 * next one finds in the queue.
 */
export class FiguresWorker {
  readonly #options: FiguresWorkerOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #wokenMeanwhile = false;
  #closed = false;

  constructor(options: FiguresWorkerOptions) {
    this.#options = options;
  }

  /** Something is in the queue, or may be. */
  wake(): void {
    if (this.#running) this.#wokenMeanwhile = true;
    else this.#schedule(MIN_PAUSE_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delayMs: number): void {
    if (this.#timer || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#wokenMeanwhile = false;
      this.#running = this.#turn().then((nextMs) => {
        this.#running = null;
        this.#timer = null;
        if (nextMs !== null) this.#schedule(nextMs);
      });
    }, delayMs);
  }

  /** Resolves with the pause until the next turn; null where nothing is left. */
  async #turn(): Promise<number | null> {
    const startedMs = performance.now();
    try {
      const work = () => this.#work(startedMs + TURN_MS);
      const isEmpty = await inJob('figures', work, (wasEmpty) => !wasEmpty);
      const pauseMs = Math.max(MIN_PAUSE_MS, PAUSE_FACTOR * (performance.now() - startedMs));
      return isEmpty && !this.#wokenMeanwhile ? null : pauseMs;
    } catch (error) {
      if (!this.#closed) this.#options.onError(error);
      return RETRY_MS;
    }
  }

  /** Resolves with whether the queue was empty. */
  async #work(untilMs: number): Promise<boolean> {
    const { pool } = this.#options;
    const waiting = await readQueuedBuckets(pool, MAX_HOURS);
    for (const queued of waiting) {
      if (this.#closed || performance.now() > untilMs) return false;
      // Another hub is at it: it is let finish its turn.
      if (!(await writeFigures(pool, queued))) return false;
    }
    return waiting.length === 0;
  }
}
