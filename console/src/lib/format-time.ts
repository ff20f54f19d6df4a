const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const parts = {
  clock: { hour: '2-digit', minute: '2-digit' },
  clockSeconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  dayYear: { day: 'numeric', month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** Formats of a zone, each made when it is first needed: making one takes a browser longer than a hundred texts of it. */
class ZoneFormats {
  readonly #zone: Intl.DateTimeFormatOptions;
  readonly #made = new Map<keyof typeof parts, Intl.DateTimeFormat>();

  constructor(timeZone: string | undefined) {
    this.#zone = timeZone === undefined ? {} : { timeZone };
  }

  text(name: keyof typeof parts, ms: number): string {
    const format =
      this.#made.get(name) ?? new Intl.DateTimeFormat('en-GB', { ...parts[name], ...this.#zone });
    this.#made.set(name, format);
    return format.format(ms);
  }
}

let formats = new ZoneFormats(undefined);

/** All times are shown in this zone from now on; undefined for the reader's own. */
export function setFormatZone(timeZone: string | undefined): void {
  formats = new ZoneFormats(timeZone);
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
  const sameYear = formats.text('year', then) === formats.text('year', now);
  return `${formats.text(sameYear ? 'day' : 'dayYear', then)}, ${formats.text('clock', then)}`;
}

/** Time of day, `14:03`. */
export function formatClock(ms: number): string {
  return formats.text('clock', ms);
}

/** Time of day with seconds, `14:03:07`. */
export function formatClockSeconds(ms: number): string {
  return formats.text('clockSeconds', ms);
}

/** Day and time of day, `22 Nov, 14:03`. */
export function formatDayClock(ms: number): string {
  return `${formats.text('day', ms)}, ${formats.text('clock', ms)}`;
}

/** Day, `22 Nov`. */
export function formatDay(ms: number): string {
  return formats.text('day', ms);
}

/** Date and time to the millisecond, `22 Nov 2026, 14:03:07.123`. */
export function formatAbsolute(ms: number): string {
  const millis = String(((Math.floor(ms) % SECOND) + SECOND) % SECOND).padStart(3, '0');
  return `${formats.text('dayYear', ms)}, ${formats.text('clockSeconds', ms)}.${millis}`;
}
