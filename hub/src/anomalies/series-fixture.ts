import type { HourlySeries } from './season.ts';

/** Random numbers from 0 to 1, the same for the same seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Spread normally around 0 with a deviation of 1 (Box and Muller). */
export const normalOf = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A count whose mean is given: Poisson's, by Knuth's method; above 500 by the normal distribution. */
export function countOf(random: () => number, mean: number): number {
  if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalOf(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

export const HOURS = 28 * 24;

/** Office hours, from 8 to 18 on five days: hour 0 is Monday at midnight. Nights and weekends have a tenth. */
export function officeShare(hour: number): number {
  const [day, time] = [Math.floor(hour / 24) % 7, hour % 24];
  if (day >= 5) return 0.1;
  return time < 7 || time > 18 ? 0.1 : time === 7 || time === 18 ? 0.5 : 1;
}

export const flat = () => 1;

/** A fault from an hour on, for some hours, by which what happens is multiplied. */
export interface Fault {
  readonly at: number;
  readonly hours: number;
  readonly times: number;
}

export const timesAt = (faults: readonly Fault[], hour: number) =>
  faults.reduce(
    (times, fault) => times * (hour >= fault.at && hour < fault.at + fault.hours ? fault.times : 1),
    1,
  );

const all = (hours: number) => new Uint8Array(hours).fill(1);

/** Counts of four weeks. */
export function countSeries(
  random: () => number,
  perHour: number,
  shape: (hour: number) => number,
  faults: readonly Fault[] = [],
  hours = HOURS,
): HourlySeries {
  const values = Float64Array.from({ length: hours }, (_, hour) =>
    countOf(random, perHour * shape(hour) * timesAt(faults, hour)),
  );
  return { values, of: null, seen: all(hours) };
}

/** Failures of such counts; faults multiply the share that fails. */
export function failureSeries(
  random: () => number,
  perHour: number,
  share: number,
  shape: (hour: number) => number,
  faults: readonly Fault[] = [],
): HourlySeries {
  const { values: of } = countSeries(random, perHour, shape);
  const values = of.map((runs, hour) => {
    const fails = share * timesAt(faults, hour);
    let failed = 0;
    for (let run = 0; run < runs; run += 1) if (random() < fails) failed += 1;
    return failed;
  });
  return { values, of, seen: all(of.length) };
}

/** What each of such counts took, added up (seconds, tokens, dollars): spread like a log-normal around a mean. */
export function amountSeries(
  random: () => number,
  perHour: number,
  mean: number,
  shape: (hour: number) => number,
  faults: readonly Fault[] = [],
): HourlySeries {
  const { values: of } = countSeries(random, perHour, shape);
  const spread = 0.6;
  const values = of.map((runs, hour) => {
    let sum = 0;
    for (let run = 0; run < runs; run += 1)
      sum += mean * timesAt(faults, hour) * Math.exp(spread * normalOf(random) - (spread * spread) / 2);
    return sum;
  });
  return { values, of, seen: all(of.length) };
}
