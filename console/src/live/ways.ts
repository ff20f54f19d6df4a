import type { Way } from './connection.ts';

/** Tries that a way has before the next one is taken. */
const TRIES = 2;
const UPGRADE_MS = [0, 5_000, 30_000, 60_000, 300_000] as const;

/**
 * The way to try after so many failures in a row: the best twice, then the next twice, and round again, for the hub may
 * have been away while the best was tried.
 */
export function wayAfter(ways: readonly [Way, ...Way[]], failures: number): Way {
  return ways[Math.floor(failures / TRIES) % ways.length] ?? ways[0];
}

/** How long to wait before the best way is tried again beside another that works, in milliseconds. */
export function upgradeDelayMs(failed: number): number {
  return UPGRADE_MS[Math.min(failed, UPGRADE_MS.length - 1)] ?? 0;
}
