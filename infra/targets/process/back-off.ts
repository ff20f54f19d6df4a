const FIRST_MS = 500;
const MOST_MS = 30_000;
/** A server that ran so long starts anew at once when it falls again. */
const STEADY_MS = 60_000;

/** How often a server fell in a row, after it ran for so long this time. */
export function fallsInARow(before: number, ranMs: number): number {
  return ranMs >= STEADY_MS ? 1 : before + 1;
}

/** How long to wait before a server that fell so often in a row is started again: doubles from 0.5 s to 30 s. */
export function backOffMs(falls: number): number {
  return Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, falls - 1)));
}
