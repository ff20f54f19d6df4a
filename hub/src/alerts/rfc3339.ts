const PATTERN = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?(Z|[+-]\d\d:\d\d)$/i;
/** Below, the times are no times of this system's; above, microseconds are no whole numbers of JavaScript any more. */
const FIRST_MS = Date.UTC(1970, 0, 1);
const END_MS = Date.UTC(2200, 0, 1);

/** A time of RFC 3339 in microseconds since the epoch, finer digits cut off; null where it is none of 1970 to 2200. */
export function microsOfRfc3339(text: string): number | null {
  const [, seconds, fraction = '', zone] = PATTERN.exec(text) ?? [];
  if (seconds === undefined) return null;
  const ms = Date.parse(`${seconds}${zone}`.toUpperCase());
  if (!(ms >= FIRST_MS && ms < END_MS)) return null;
  return ms * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
