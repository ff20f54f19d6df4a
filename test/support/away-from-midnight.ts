import { setTimeout as wait } from 'node:timers/promises';

const DAY_MS = 86_400_000;

/** Waits until it is a new day of UTC where less than this is left of the present one: for what must be of one day or month. */
export async function awayFromMidnight(leftMs: number): Promise<void> {
  const untilMidnightMs = DAY_MS - (Date.now() % DAY_MS);
  if (untilMidnightMs < leftMs) await wait(untilMidnightMs + 100);
}
