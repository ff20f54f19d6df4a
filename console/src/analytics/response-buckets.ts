import type { Analytics } from '../hub/types.ts';

type Bucket = Analytics['response_times']['distribution'][number];

/** The buckets between the first and the last in which anything is, all of those between too. */
export function filledBuckets(distribution: readonly Bucket[]): readonly Bucket[] {
  const first = distribution.findIndex(({ executions }) => executions > 0);
  const last = distribution.findLastIndex(({ executions }) => executions > 0);
  return first === -1 ? [] : distribution.slice(first, last + 1);
}

/**
 * Where a time stands among buckets, in buckets from the left. Widths double from bucket to bucket, so within one the
 * place is by logarithm, but for the first, which begins at zero. What is above the last known edge stands in its middle.
 */
export function placeOf(ms: number, buckets: readonly Bucket[]): number {
  for (const [index, { from_ms, to_ms }] of buckets.entries()) {
    if (to_ms === null) return index + 0.5;
    if (ms >= to_ms) continue;
    if (ms <= from_ms) return index;
    const share = from_ms === 0 ? ms / to_ms : Math.log(ms / from_ms) / Math.log(to_ms / from_ms);
    return index + share;
  }
  return buckets.length;
}
