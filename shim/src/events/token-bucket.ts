/** How many events a subscription takes: so many at once, and so many a second from then on. */
export interface RateLimit {
  readonly maxEventsPerSecond: number;
  readonly burstSize: number;
}

/** A token bucket: in any time `t` it lets through at most `burstSize + maxEventsPerSecond · t`. */
export class TokenBucket {
  readonly #ratePerMs: number;
  readonly #size: number;
  #tokens: number;
  #filledAt: number;

  /** `now` is in milliseconds of a clock that does not jump, as `performance.now()`. */
  constructor({ maxEventsPerSecond, burstSize }: RateLimit, now: number) {
    this.#ratePerMs = maxEventsPerSecond / 1000;
    this.#size = burstSize;
    this.#tokens = burstSize;
    this.#filledAt = now;
  }

  /** Takes a token; false where there is none. */
  take(now: number): boolean {
    if (now > this.#filledAt) {
      this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#filledAt) * this.#ratePerMs);
      this.#filledAt = now;
    }
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
