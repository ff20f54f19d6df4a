import type { Stretch } from '../store/read-health.ts';

/** Seconds that a bucket of a trend may have: a minute up to four weeks. */
const WIDTHS_S = [60, 300, 900, 3600, 4 * 3600, 86_400, 7 * 86_400, 28 * 86_400];
const MAX_BUCKETS = 50;

/** The narrowest bucket of which a stretch has no more than fifty. */
export function trendBucketS({ sinceUs, untilUs }: Stretch): number {
  const lengthS = (untilUs - sinceUs) / 1e6;
  return WIDTHS_S.find((width) => lengthS / width <= MAX_BUCKETS) ?? 28 * 86_400;
}

/** Begins of all buckets of a stretch, as PostgreSQL's date_bin from the epoch has them, in microseconds. */
export function bucketStarts({ sinceUs, untilUs }: Stretch, bucketS: number): number[] {
  const width = bucketS * 1e6;
  const starts: number[] = [];
  for (let start = Math.floor(sinceUs / width) * width; start <= untilUs; start += width) starts.push(start);
  return starts;
}
