const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes in units of 1,000, with three digits at most: `512 B`, `4.2 MB`, `118 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}
