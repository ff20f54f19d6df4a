import type { Stretch } from '../store/read-health.ts';

export const HOUR_US = 3_600_000_000;
const STEP_US = 300_000_000;
/** What has just begun may still be on its way here. */
const SETTLE_US = 60_000_000;

/** Hours that end with the last whole five minutes of a stretch: the newest is never a part of one. */
export interface Hours {
  readonly firstUs: number;
  readonly count: number;
}

/** The hours of a stretch, with `before` more hours in front of it. */
export function hoursOf({ sinceUs, untilUs }: Stretch, before: number, nowUs: number): Hours {
  const endUs = Math.floor(Math.min(untilUs, nowUs - SETTLE_US) / STEP_US) * STEP_US;
  const count = Math.max(1, Math.ceil((endUs - sinceUs) / HOUR_US)) + before;
  return { firstUs: endUs - count * HOUR_US, count };
}
