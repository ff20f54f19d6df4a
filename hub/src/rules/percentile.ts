import type { RuleStatistic } from './rule.ts';

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** A value and how often it was seen. */
export type Weighted = readonly [value: number, count: number];

/**
 * A statistic of weighted values in rising order: a percentile is the least value that at least its share of them does not
 * exceed (nearest rank). Null where there is none.
 */
export function statisticOf(statistic: RuleStatistic, sorted: readonly Weighted[]): number | null {
  let total = 0;
  let sum = 0;
  for (const [value, count] of sorted) {
    total += count;
    sum += value * count;
  }
  if (total === 0) return null;
  if (statistic === 'avg') return sum / total;
  const rank = statistic === 'max' ? total : Math.max(1, Math.ceil(SHARES[statistic] * total));
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= rank) return value;
  }
  return null;
}
