import { formatDuration } from '../lib/format-duration.ts';
import { formatDollars, formatExactCount, formatShare } from '../lib/format-number.ts';
import { texts } from '../texts/common.ts';

const MINUS = '−';

/** A difference with its sign, written by the form of its figure; a dash where it is not known. */
export function signed(value: number | null, format: (size: number) => string): string {
  if (value === null) return texts.none;
  const size = format(Math.abs(value));
  if (size === format(0)) return '0';
  return `${value < 0 ? MINUS : '+'}${size}`;
}

export const signedDuration = (ms: number | null) => signed(ms, formatDuration);
export const signedCount = (count: number | null) => signed(count, formatExactCount);
export const signedDollars = (usd: number | null) => signed(usd, formatDollars);
/** A difference of shares in points of a percentage. */
export const signedShare = (share: number | null) => signed(share, formatShare);
