import { quantileOf } from '../anomalies/quantile.ts';
import type { Difference, Spread } from '../api/schemas/search.ts';

/** Mean and percentiles of some figures; null where there are none. Percentiles as PostgreSQL's percentile_cont. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  if (sorted.length === 0) return { samples: 0, mean: null, p50: null, p95: null };
  return {
    samples: sorted.length,
    mean: sorted.reduce((sum, figure) => sum + figure, 0) / sorted.length,
    p50: quantileOf(sorted, 0.5),
    p95: quantileOf(sorted, 0.95),
  };
}

/** b less a, also by a; null where either is not known. */
export function differenceOf(a: number | null, b: number | null): Difference {
  if (a === null || b === null) return { absolute: null, relative: null };
  return { absolute: b - a, relative: a === 0 ? null : (b - a) / a };
}

/** Null where there is nothing to divide by. */
export const ratioOf = (part: number, whole: number) => (whole === 0 ? null : part / whole);
