/** Times are integer microseconds since the epoch: what PostgreSQL keeps, and a JavaScript Date does not. */

/** `2026-01-02 03:04:05.678901+00`, as PostgreSQL prints a timestamptz in UTC, in microseconds since the epoch. */
export function microsOfTimestamp(value: string): number {
  const [, seconds = '', fraction = ''] = /^([^.+]+)(?:\.(\d+))?\+00$/.exec(value) ?? [];
  return Date.parse(`${seconds.replace(' ', 'T')}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}

/** ISO 8601 with microseconds, in UTC: `2026-01-02T03:04:05.678901Z`. */
export function isoOfMicros(us: number): string {
  const ms = Math.floor(us / 1000);
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, -1)}${String(us - ms * 1000).padStart(3, '0')}Z`;
}

/** Now, in microseconds (of millisecond precision). */
export function nowMicros(): number {
  return Date.now() * 1000;
}
