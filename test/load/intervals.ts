/** Whole numbers from `from` up to, but not with, `to`. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A set of counters that come in runs: kept as intervals, so that millions take no room. */
export class IntervalSet {
  #intervals: Interval[] = [];

  /** Adds what is in none of the intervals yet; what is added twice is in it once. */
  add({ from, to }: Interval): void {
    if (to <= from) return;
    const before = this.#intervals.filter((one) => one.to < from);
    const after = this.#intervals.filter((one) => one.from > to);
    const touching = this.#intervals.slice(before.length, this.#intervals.length - after.length);
    const merged = {
      from: Math.min(from, ...touching.map((one) => one.from)),
      to: Math.max(to, ...touching.map((one) => one.to)),
    };
    this.#intervals = [...before, merged, ...after];
  }

  has(counter: number): boolean {
    return this.#intervals.some(({ from, to }) => counter >= from && counter < to);
  }

  get intervals(): readonly Interval[] {
    return this.#intervals;
  }

  /** How many counters are in it. */
  get size(): number {
    return this.#intervals.reduce((sum, { from, to }) => sum + to - from, 0);
  }
}
