import { FIGURE_BUCKET_S } from '../figures/figure-rows.ts';
import type { Stretch } from '../store/read-health.ts';

const BUCKET_US = FIGURE_BUCKET_S * 1e6;

/** A stretch rounded outwards to the buckets of the figures, so that what is read of rows is of the same time. */
export function wholeBuckets({ sinceUs, untilUs }: Stretch): Stretch {
  return {
    sinceUs: Math.floor(sinceUs / BUCKET_US) * BUCKET_US,
    untilUs: Math.ceil(untilUs / BUCKET_US) * BUCKET_US,
  };
}

/** The stretch of the same length before. */
export function stretchBefore({ sinceUs, untilUs }: Stretch): Stretch {
  return { sinceUs: 2 * sinceUs - untilUs, untilUs: sinceUs };
}
