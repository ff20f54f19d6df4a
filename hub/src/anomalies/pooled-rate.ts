import { type HourlySeries, type Past, type Usual, WEEK } from './season.ts';

const DAY = 24;
const WEEKS = 4;
/** Of fewer a share says nothing yet. */
const FEWEST_OF = 20;

/**
 * The usual share of failures: those of some hours together, as the share of one hour is mostly none. The highest of three
 * is usual: of the last week, of the same hour of the week, and of the last day, which is what teaches a new level.
 */
export class PooledRate implements Past {
  readonly first: number;
  readonly #series: HourlySeries;
  readonly #left: Uint8Array;
  /** Of the hours up to each: failures and of how many, all and without those that were out of the usual. */
  readonly #sums: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
  #summed = 0;

  constructor(series: HourlySeries) {
    this.#series = series;
    const { length } = series.values;
    this.#left = new Uint8Array(length);
    const sums = () => new Float64Array(length + 1);
    this.#sums = [sums(), sums(), sums(), sums()];
    const first = series.of?.findIndex((of) => of > 0) ?? -1;
    this.first = first === -1 ? length : first;
  }

  leaveOut(at: number): void {
    this.#left[at] = 1;
    this.#summed = Math.min(this.#summed, at);
  }

  usual(at: number, usual: Usual): boolean {
    this.#sumUpTo(at);
    const [allFailed, all, failed, of] = this.#sums;
    const share = (part: Float64Array, whole: Float64Array, hours: number) => {
      const since = Math.max(0, at - hours);
      const many = (whole[at] ?? 0) - (whole[since] ?? 0);
      return many < FEWEST_OF ? Number.NaN : ((part[at] ?? 0) - (part[since] ?? 0)) / many;
    };
    const week = share(failed, of, WEEK);
    if (at - this.first < DAY || Number.isNaN(week)) return false;
    const hourly = this.#hourOfWeek(at);
    const day = share(allFailed, all, DAY);
    usual.lastingHigh = Number.isNaN(hourly) ? week : Math.max(week, hourly);
    usual.high = Number.isNaN(day) ? usual.lastingHigh : Math.max(usual.lastingHigh, day);
    usual.lastingLow = usual.lastingHigh;
    usual.low = usual.high;
    usual.method = Number.isNaN(hourly) ? 'recent_hours' : 'hour_of_week';
    usual.samples = Math.min(at - this.first, WEEK);
    return true;
  }

  #hourOfWeek(at: number): number {
    let failed = 0;
    let of = 0;
    let weeks = 0;
    for (let back = 1; back <= WEEKS && at - back * WEEK - 1 >= this.first; back += 1) {
      weeks += 1;
      for (let there = at - back * WEEK - 1; there <= at - back * WEEK + 1; there += 1) {
        if (this.#left[there] === 1) continue;
        failed += this.#series.values[there] ?? 0;
        of += this.#series.of?.[there] ?? 0;
      }
    }
    return weeks < 2 || of < FEWEST_OF ? Number.NaN : failed / of;
  }

  #sumUpTo(at: number): void {
    const [allFailed, all, failed, of] = this.#sums;
    for (let there = this.#summed; there < at; there += 1) {
      const [value, whole] = [this.#series.values[there] ?? 0, this.#series.of?.[there] ?? 0];
      const kept = this.#left[there] === 1 ? 0 : 1;
      allFailed[there + 1] = (allFailed[there] ?? 0) + value;
      all[there + 1] = (all[there] ?? 0) + whole;
      failed[there + 1] = (failed[there] ?? 0) + kept * value;
      of[there + 1] = (of[there] ?? 0) + kept * whole;
    }
    this.#summed = Math.max(this.#summed, at);
  }
}
