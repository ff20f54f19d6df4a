const SLOT_MS = 5000;
const SLOTS = 12;

/** How many a second there were in the last minute, in slots of five seconds; one that begins counts with the next. */
export class RecentRate {
  readonly #counts = new Float64Array(SLOTS + 1);
  #slot = 0;

  /** `nowMs` is of a clock that does not jump, as `performance.now()`. */
  add(count: number, nowMs: number): void {
    this.#turnTo(nowMs);
    const at = this.#slot % this.#counts.length;
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
  }

  perSecond(nowMs: number): number {
    this.#turnTo(nowMs);
    const begun = this.#counts[this.#slot % this.#counts.length] ?? 0;
    const whole = this.#counts.reduce((sum, count) => sum + count, 0) - begun;
    return whole / ((SLOTS * SLOT_MS) / 1000);
  }

  #turnTo(nowMs: number): void {
    const slot = Math.floor(nowMs / SLOT_MS);
    const { length } = this.#counts;
    for (let at = Math.max(this.#slot + 1, slot - length + 1); at <= slot; at += 1)
      this.#counts[at % length] = 0;
    this.#slot = Math.max(this.#slot, slot);
  }
}
