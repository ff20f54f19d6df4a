const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function formatsIn(timeZone: string | undefined) {
  const format = (parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', timeZone === undefined ? parts : { ...parts, timeZone });
  return {
    clock: format({ hour: '2-digit', minute: '2-digit' }),
    clockSeconds: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    day: format({ day: 'numeric', month: 'short' }),
    dayYear: format({ day: 'numeric', month: 'short', year: 'numeric' }),
    year: format({ year: 'numeric' }),
  };
}

let formats = formatsIn(undefined);

/** All times are shown in this zone from now on; undefined for the reader's own. */
export function setFormatZone(timeZone: string | undefined): void {
  formats = formatsIn(timeZone);
}

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
  const sameYear = formats.year.format(then) === formats.year.format(now);
  return `${(sameYear ? formats.day : formats.dayYear).format(then)}, ${formats.clock.format(then)}`;
}

/** Time of day, `14:03`. */
export function formatClock(ms: number): string {
  return formats.clock.format(ms);
}

/** Time of day with seconds, `14:03:07`. */
export function formatClockSeconds(ms: number): string {
  return formats.clockSeconds.format(ms);
}

/** Day and time of day, `22 Nov, 14:03`. */
export function formatDayClock(ms: number): string {
  return `${formats.day.format(ms)}, ${formats.clock.format(ms)}`;
}

/** Day, `22 Nov`. */
export function formatDay(ms: number): string {
  return formats.day.format(ms);
}

/** Date and time to the millisecond, `22 Nov 2026, 14:03:07.123`. */
export function formatAbsolute(ms: number): string {
  const millis = String(((Math.floor(ms) % SECOND) + SECOND) % SECOND).padStart(3, '0');
  return `${formats.dayYear.format(ms)}, ${formats.clockSeconds.format(ms)}.${millis}`;
}
