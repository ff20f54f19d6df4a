/** Ten years: what is longer was not measured. */
const LONGEST = 10 * 365 * 24 * 3_600_000;

/** A duration in milliseconds to the microsecond; undefined for what is no duration. */
export function asMilliseconds(value: number | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= LONGEST
    ? Math.round(value * 1000) / 1000
    : undefined;
}
