const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const pad = (value: number) => String(value).padStart(2, '0');

/** A duration in milliseconds as a person reads it: `0.42 ms`, `240 ms`, `2.41 s`, `3m 05s`, `1h 04m`, `2d 03h`. */
export function formatDuration(ms: number): string {
  const value = Math.max(0, ms);
  if (value === 0) return '0 ms';
  if (value < 0.995) return `${value.toPrecision(2)} ms`;
  if (value < 9.95) return `${value.toFixed(1)} ms`;
  if (value < 999.5) return `${Math.round(value)} ms`;
  if (value < 9.995 * SECOND) return `${(value / SECOND).toFixed(2)} s`;
  if (value < 59.95 * SECOND) return `${(value / SECOND).toFixed(1)} s`;
  if (value < HOUR - SECOND / 2) {
    const seconds = Math.round(value / SECOND);
    return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  }
  if (value < DAY - MINUTE / 2) {
    const minutes = Math.round(value / MINUTE);
    return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
  }
  const hours = Math.round(value / HOUR);
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
}

/** The duration of something that still runs, in milliseconds; tenths of a second at most, so that it ticks calmly. */
export function formatRunning(ms: number): string {
  const value = Math.max(0, ms);
  return value < MINUTE - 50 ? `${(value / SECOND).toFixed(1)} s` : formatDuration(value);
}
