const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockSeconds = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** Milliseconds since the epoch of an ISO 8601 time, microseconds kept as a fraction (Date.parse drops them). */
export function toMs(time: string): number {
  const micros = /\.\d{3}(\d{3})/.exec(time)?.[1];
  return Date.parse(time) + (micros ? Number(micros) / 1_000 : 0);
}

/** How long ago, as a person says it; from a day on the date. Both in milliseconds since the epoch. */
export function formatAgo(then: number, now: number): string {
  const ago = now - then;
  if (ago < 5 * SECOND) return 'just now';
  if (ago < MINUTE) return `${Math.floor(ago / SECOND)} s ago`;
  if (ago < HOUR) return `${Math.floor(ago / MINUTE)} min ago`;
  if (ago < DAY) return `${Math.floor(ago / HOUR)} h ago`;
  const date = new Date(then);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return `${(sameYear ? day : dayYear).format(date)}, ${clock.format(date)}`;
}

/** Time of day, `14:03`, in the reader's time zone. */
export function formatClock(ms: number): string {
  return clock.format(ms);
}

/** Time of day with seconds, `14:03:07`, in the reader's time zone. */
export function formatClockSeconds(ms: number): string {
  return clockSeconds.format(ms);
}

/** Date and time to the millisecond in the reader's time zone, `22 Nov 2026, 14:03:07.123`. */
export function formatAbsolute(ms: number): string {
  const millis = String(((Math.floor(ms) % SECOND) + SECOND) % SECOND).padStart(3, '0');
  return `${dayYear.format(ms)}, ${clockSeconds.format(ms)}.${millis}`;
}
