const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * How long to wait before the next try, in milliseconds: doubles from half a second to 15 s, with up to a quarter
 * taken off at random so that pages do not all come back in the same moment.
 * @param failures tries that failed since the last good one, from 1
 * @param random 0–1
 */
export function backOffMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(full * (1 - random / 4));
}
