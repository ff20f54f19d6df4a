import { formatExactCount, formatShare } from './format-number.ts';

/** How much more or less than before, as `+12 %` or `−3.4 %`; null where before there was nothing to compare with. */
export function formatChange(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before <= 0) return null;
  const change = (now - before) / before;
  if (change === 0) return '±0 %';
  const size = Math.abs(change);
  const words = size >= 1 ? `${formatExactCount(size * 100)} %` : formatShare(size);
  return `${change > 0 ? '+' : '−'}${words}`;
}
