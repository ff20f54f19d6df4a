import { WeightedMedian } from '../anomalies/quantile.ts';

/** Places beside the one itself lend it a little, so that few weeks do not make a jagged one; only in long seasons. */
const BESIDE = 0.25;
const LONG = 24;

/**
 * How each place of a season compares with the mean of its season, 1 on average, from the whole seasons before `until`.
 * The last four count, the median of each place.
 */
export function seasonIndex(
  values: readonly (number | null)[],
  length: number,
  until: number,
): Float64Array | null {
  const seasons = Math.min(4, Math.floor(until / length));
  if (seasons === 0) return null;
  const means = Array.from({ length: seasons }, (_, back) => {
    const known = values.slice(until - (back + 1) * length, until - back * length).filter(isKnown);
    return known.length < length / 2 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
  const index = new Float64Array(length).fill(1);
  const seen = new WeightedMedian(3 * seasons);
  for (let place = 0; place < length; place += 1) {
    seen.clear();
    for (const [back, mean] of means.entries()) {
      if (mean <= 0) continue;
      for (const beside of length > LONG ? [-1, 0, 1] : [0]) {
        const at = until - (back + 1) * length + place + beside;
        const value = at < 0 || at >= until ? null : (values[at] ?? null);
        if (value !== null) seen.add(value / mean, beside === 0 ? 1 : BESIDE);
      }
    }
    if (seen.count > 0) index[place] = seen.median();
  }
  const mean = index.reduce((sum, share) => sum + share, 0) / length;
  return mean > 0 ? index.map((share) => share / mean) : null;
}

const isKnown = (value: number | null): value is number => value !== null;
