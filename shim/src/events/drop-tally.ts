import { shimMetrics } from '../conventions/index.ts';
import { whenCollected } from '../metrics/instruments.ts';

/** Why an event did not reach a subscriber that wanted it. */
export const dropReasons = ['buffer_full', 'rate_limit', 'callback_failed', 'unsubscribed'] as const;
export type DropReason = (typeof dropReasons)[number];
export type Drops = Record<DropReason, number>;

export function noDrops(): Drops {
  return { buffer_full: 0, rate_limit: 0, callback_failed: 0, unsubscribed: 0 };
}

/** Of all subscriptions together, those that ended included. */
const total = noDrops();

/** Counts events that were dropped, for one subscription and for all. */
export function countDrops(drops: Drops, reason: DropReason, events: number): void {
  drops[reason] += events;
  total[reason] += events;
}

/** Exports the counts of what was dropped; once there is a subscription. */
export function observeStreamDrops(): void {
  whenCollected(shimMetrics.streamDropped, (observe) => {
    for (const reason of dropReasons) observe(total[reason], { reason });
  });
}
