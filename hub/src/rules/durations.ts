const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const PATTERN = /^(0|[1-9][0-9]{0,6})(s|m|h|d)$/;

/** Seconds of `90s`, `5m`, `1h` or `30d`; null where it is none. */
export function secondsOf(text: string): number | null {
  const [, count, unit] = PATTERN.exec(text) ?? [];
  if (count === undefined || unit === undefined) return null;
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
}

/** The same back, in the largest unit that is whole. */
export function durationText(seconds: number): string {
  if (seconds === 0) return '0s';
  const unit = (['d', 'h', 'm'] as const).find((one) => seconds % SECONDS[one] === 0) ?? 's';
  return `${seconds / SECONDS[unit]}${unit}`;
}

/** Milliseconds that something took, to four digits: `240 ms`, `5.92 s`, `95 s`. */
export function timeTaken(ms: number): string {
  const [value, unit] = ms < 1000 ? [ms, 'ms'] : [ms / 1000, 's'];
  return `${Number(value.toPrecision(4))} ${unit}`;
}
