/** Times are integer microseconds since the epoch: what PostgreSQL keeps, and a JavaScript Date does not. */

export const MINUTE_US = 60_000_000;
export const HOUR_US = 3_600_000_000;
export const DAY_US = 86_400_000_000;

/** `2026-01-02 03:04:05.678901+00`, as PostgreSQL prints a timestamptz in UTC, in microseconds since the epoch. */
export function microsOfTimestamp(value: string): number {
  const [, seconds = '', fraction = ''] = /^([^.+]+)(?:\.(\d+))?\+00$/.exec(value) ?? [];
  return Date.parse(`${seconds.replace(' ', 'T')}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}

const SECOND_US = 1_000_000;
let lastSecond = Number.NaN;
let lastPrefix = '';

/** ISO 8601 with microseconds, in UTC: `2026-01-02T03:04:05.678901Z`. */
export function isoOfMicros(us: number): string {
  const second = Math.floor(us / SECOND_US);
  // Times of one request lie close together, and a Date costs more than the rest of a row's field.
  if (second !== lastSecond) {
    lastPrefix = new Date(second * 1000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  return `${lastPrefix}${String(us - second * SECOND_US + SECOND_US).slice(1)}Z`;
}

/** Now, in microseconds (of millisecond precision). */
export function nowMicros(): number {
  return Date.now() * 1000;
}
