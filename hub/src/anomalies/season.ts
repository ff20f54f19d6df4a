import { WeightedMedian } from './quantile.ts';

/** Hours of one subject, oldest first. */
export interface HourlySeries {
  /** What was counted or added up in each hour. */
  readonly values: Float64Array;
  /** What it is of (runs of a share or a mean); null where the value stands for itself. */
  readonly of: Float64Array | null;
  /** 1 where the hub was there all the hour; 0 is a gap, in which nothing is missed. */
  readonly seen: Uint8Array;
  /** How much of the last hour is over; all of it unless said. */
  readonly lastShare?: number;
}

export type SeasonMethod = 'hour_of_week' | 'hour_of_day' | 'recent_hours';

/** What is usual in an hour: anything from `low` to `high`. */
export interface Usual {
  low: number;
  high: number;
  /** The same without what the last hours taught. */
  lastingLow: number;
  lastingHigh: number;
  method: SeasonMethod;
  /** Hours that this was learned from. */
  samples: number;
}

/** What came before, as it teaches what is usual. */
export interface Past {
  /** First hour of which anything is known. */
  readonly first: number;
  /** What was out of the usual teaches nothing about later weeks. */
  leaveOut(at: number): void;
  /** Says what is usual at an hour; false while there is less than a day to learn from. Hours are to be asked for in order. */
  usual(at: number, usual: Usual): boolean;
}

export const WEEK = 168;
const DAY = 24;
const WEEKS = 4;
/** The hour itself outweighs the ones beside it, so that a short peak of each night is not flattened. */
const BESIDE_WEIGHT = 0.375;
const FEWEST = 3;
/** Hours before the last one that a level is learned from. */
const LEVEL_HOURS = 24;

/**
 * What is usual at this hour, from the hours before it that were not out of the usual themselves: of the same hour of the
 * week where there are two weeks, else of whatever there is of the same hour of the week, of the day and of the last
 * day, the widest. Rates are values, or values ÷ what they are of.
 */
export class Season implements Past {
  readonly #rates: Float64Array;
  readonly #left: Uint8Array;
  readonly #seen: Uint8Array;
  readonly first: number;
  readonly #expected: Float64Array;
  readonly #weighted = new WeightedMedian(Math.max(3 * WEEKS, 3 * 7, LEVEL_HOURS));

  /** `rates` are NaN where there is none. */
  constructor(rates: Float64Array, seen: Uint8Array) {
    this.#rates = rates;
    this.#seen = seen;
    this.#left = new Uint8Array(rates.length);
    this.#expected = new Float64Array(rates.length).fill(Number.NaN);
    const first = rates.findIndex((rate, at) => seen[at] === 1 && rate > 0);
    // An agent has no past before its first run.
    this.first = first === -1 ? rates.length : first;
  }

  leaveOut(at: number): void {
    this.#left[at] = 1;
  }

  #add(at: number, weight: number): void {
    if (at < this.first || this.#seen[at] !== 1 || this.#left[at] === 1) return;
    const rate = this.#rates[at] ?? Number.NaN;
    if (!Number.isNaN(rate)) this.#weighted.add(rate, weight);
  }

  /** The hour and the ones beside it, `step` hours ago and again, up to `times`; what lies less than two hours back is left out. */
  #gather(at: number, step: number, times: number): number {
    this.#weighted.clear();
    for (let back = 1; back <= times; back += 1) {
      const there = at - back * step;
      this.#add(there, 1);
      this.#add(there - 1, BESIDE_WEIGHT);
      this.#add(there + 1, BESIDE_WEIGHT);
    }
    return this.#weighted.count;
  }

  /** How the last day compared with what its hours of the week led to expect; 1 where that is not known. */
  #level(at: number): number {
    this.#weighted.clear();
    let most = 0;
    for (let back = 1; back < 2 * LEVEL_HOURS && this.#weighted.count < LEVEL_HOURS; back += 1) {
      const expected = this.#expected[at - back] ?? Number.NaN;
      const rate = this.#rates[at - back] ?? Number.NaN;
      if (this.#seen[at - back] !== 1 || !(expected > 0) || Number.isNaN(rate)) continue;
      this.#weighted.add(rate / expected, expected);
      most = Math.max(most, expected);
    }
    return this.#weighted.count >= LEVEL_HOURS / 2 ? this.#weighted.median() : 1;
  }

  usual(at: number, usual: Usual): boolean {
    if (at - this.first < DAY) return false;
    const weekly = this.#gather(at, WEEK, WEEKS);
    const ofWeek = weekly > 0 ? this.#weighted.median() : Number.NaN;
    if (weekly >= FEWEST && at - this.first >= 2 * WEEK) {
      this.#expected[at] = ofWeek;
      const level = ofWeek * this.#level(at);
      usual.low = Math.min(ofWeek, level);
      usual.high = Math.max(ofWeek, level);
      usual.lastingLow = ofWeek;
      usual.lastingHigh = ofWeek;
      usual.method = 'hour_of_week';
      usual.samples = weekly;
      return true;
    }
    const daily = this.#gather(at, DAY, 7);
    const ofDay = daily >= FEWEST ? this.#weighted.median() : Number.NaN;
    if (!this.#gatherRecent(at)) return false;
    // From nearly the lowest to nearly the highest.
    const recentLow = this.#weighted.quantile(0.1);
    const recentHigh = this.#weighted.quantile(0.9);
    const recent = this.#weighted.count;
    usual.lastingLow = Math.min(known(ofWeek, recentLow), known(ofDay, recentLow), recentLow);
    usual.lastingHigh = Math.max(known(ofWeek, recentHigh), known(ofDay, recentHigh), recentHigh);
    usual.low = Math.min(usual.lastingLow, recentLow);
    usual.high = Math.max(usual.lastingHigh, recentHigh);
    usual.method = daily >= FEWEST ? 'hour_of_day' : 'recent_hours';
    usual.samples = daily >= FEWEST ? daily : recent;
    return true;
  }

  /** Gathers the hours of the last day; false where they are too few. */
  #gatherRecent(at: number): boolean {
    this.#weighted.clear();
    for (let there = at - 1; there >= this.first && at - there <= LEVEL_HOURS; there -= 1) {
      const rate = this.#rates[there] ?? Number.NaN;
      if (this.#seen[there] === 1 && !Number.isNaN(rate)) this.#weighted.add(rate, 1);
    }
    return this.#weighted.count >= LEVEL_HOURS / 4;
  }
}

const known = (figure: number, otherwise: number) => (Number.isNaN(figure) ? otherwise : figure);
