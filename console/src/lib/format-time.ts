const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec'.split(' ');

let isUtc = false;

/** All times are shown in this zone from now on; undefined for the reader's own. */
export function setFormatZone(timeZone: 'UTC' | undefined): void {
  isUtc = timeZone === 'UTC';
}

/** A time as a calendar and a clock of the zone show it. Not by `Intl`: see format-number.ts. */
function clockOf(ms: number) {
  const offset = isUtc ? 0 : new Date(ms).getTimezoneOffset() * MINUTE;
  const iso = new Date(ms - offset).toISOString();
  return {
    year: iso.slice(0, -20),
    day: `${Number(iso.slice(-16, -14))} ${MONTHS[Number(iso.slice(-19, -17)) - 1]}`,
    time: iso.slice(-13, -8),
    seconds: iso.slice(-13, -5),
    millis: iso.slice(-5, -1),
  };
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
  const { year, day, time } = clockOf(then);
  return year === clockOf(now).year ? `${day}, ${time}` : `${day} ${year}, ${time}`;
}

/** Time of day, `14:03`. */
export function formatClock(ms: number): string {
  return clockOf(ms).time;
}

/** Time of day with seconds, `14:03:07`. */
export function formatClockSeconds(ms: number): string {
  return clockOf(ms).seconds;
}

/** Day and time of day, `22 Nov, 14:03`. */
export function formatDayClock(ms: number): string {
  const { day, time } = clockOf(ms);
  return `${day}, ${time}`;
}

/** Day, `22 Nov`. */
export function formatDay(ms: number): string {
  return clockOf(ms).day;
}

/** Date and time to the millisecond, `22 Nov 2026, 14:03:07.123`. */
export function formatAbsolute(ms: number): string {
  const { year, day, seconds, millis } = clockOf(ms);
  return `${day} ${year}, ${seconds}${millis}`;
}
