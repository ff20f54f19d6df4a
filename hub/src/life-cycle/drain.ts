import { setTimeout as sleep } from 'node:timers/promises';

/** A browser comes back after so long or up to so much later, that not all of them come at once. */
const RETRY_MS = 200;
const RETRY_SPREAD_MS = 1800;

/**
 * How a hub takes its leave: first it says so while it still serves, so that whoever spreads requests sends them to
 * others (`isOn`); then live streams are ended, and their clients come back elsewhere.
 */
export class Drain {
  readonly #hurried = new AbortController();
  readonly #streams = new Set<(retryMs: number) => void>();
  #isOn = false;
  #hasEnded = false;

  /** Whether the hub is about to stop: `/ready` says so, and answers close their connections. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** Aborted when nothing is to be waited for any more. */
  get hurried(): AbortSignal {
    return this.#hurried.signal;
  }

  /** Says that the hub will stop; resolves after `ms`, or at once when it is hurried. */
  async begin(ms: number): Promise<void> {
    this.#isOn = true;
    if (ms > 0) await sleep(ms, undefined, { signal: this.hurried }).catch(() => {});
  }

  /** Cuts short what is waited for. */
  hurry(): void {
    this.#hurried.abort();
  }

  /** Notes how a live stream is ended, with the time after which its client should come back; returns how to forget it. */
  add(end: (retryMs: number) => void): () => void {
    // An error would keep a browser from ever coming back.
    if (this.#hasEnded) end(retryMs());
    else this.#streams.add(end);
    return () => this.#streams.delete(end);
  }

  /** Ends the live streams, and those that are opened from now on. */
  endStreams(): void {
    this.#hasEnded = true;
    for (const end of this.#streams) end(retryMs());
    this.#streams.clear();
  }
}

const retryMs = () => Math.round(RETRY_MS + Math.random() * RETRY_SPREAD_MS);
