import { HOUR_US } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';

const STEP_US = 300_000_000;
/** What has just begun may still be on its way here. */
const SETTLE_US = 60_000_000;

/** Hours of the clock (UTC). */
export interface Hours {
  readonly firstUs: number;
  readonly count: number;
  /** How much of the last one is over: it ends with the last whole five minutes of the stretch. */
  readonly lastShare: number;
}

export const endOf = ({ firstUs, count, lastShare }: Hours) => firstUs + (count - 1 + lastShare) * HOUR_US;

/** The hours of a stretch, with `before` more hours in front of it. */
export function hoursOf({ sinceUs, untilUs }: Stretch, before: number, nowUs: number): Hours {
  const endUs = Math.floor(Math.min(untilUs, nowUs - SETTLE_US) / STEP_US) * STEP_US;
  const lastUs = (Math.ceil(endUs / HOUR_US) - 1) * HOUR_US;
  const firstUs = Math.min(Math.floor(sinceUs / HOUR_US) * HOUR_US, lastUs) - before * HOUR_US;
  return {
    firstUs,
    count: Math.round((lastUs - firstUs) / HOUR_US) + 1,
    lastShare: (endUs - lastUs) / HOUR_US,
  };
}

/** The same without the last hour where that is not over. */
export function wholeHours({ firstUs, count, lastShare }: Hours): Hours {
  return { firstUs, count: lastShare === 1 ? count : count - 1, lastShare: 1 };
}
