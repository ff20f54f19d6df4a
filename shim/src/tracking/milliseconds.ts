/** A duration in milliseconds to the microsecond; undefined for what is no duration. */
export function asMilliseconds(value: number | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? Math.round(value * 1000) / 1000
    : undefined;
}
