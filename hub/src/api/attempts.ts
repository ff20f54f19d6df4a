/** Addresses told apart in one window; beyond this the rest share one count. */
const MAX_ADDRESSES = 10_000;
const REST = 'rest';

/** Counts attempts of each address in fixed windows of time. */
export class Attempts {
  readonly #most: number;
  readonly #windowMs: number;
  #began = 0;
  readonly #counts = new Map<string, number>();

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Counts one; returns the seconds to wait where it was one too many, else 0. */
  take(address: string, now = Date.now()): number {
    if (now - this.#began >= this.#windowMs || now < this.#began) {
      this.#began = now;
      this.#counts.clear();
    }
    const name = this.#counts.has(address) || this.#counts.size < MAX_ADDRESSES ? address : REST;
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count > this.#most ? Math.ceil((this.#began + this.#windowMs - now) / 1000) : 0;
  }
}
