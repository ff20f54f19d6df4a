/** Two figures that count, rounded down, since a forecast to the last digit would promise too much; below ten one place after the point. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return 'the engine decides';
  if (value < 10) return String(Math.floor(value * 10) / 10);
  const digits = 10 ** (Math.floor(Math.log10(value)) - 1);
  return (Math.floor(value / digits) * digits).toLocaleString('en-US');
}
