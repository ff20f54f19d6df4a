export type BudgetPeriod = 'day' | 'month';

/** The day or month of UTC that holds an instant: its begin and its end, in microseconds. */
export function periodAt(
  period: BudgetPeriod,
  us: number,
): { readonly startUs: number; readonly endUs: number } {
  const at = new Date(us / 1000);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const [start, end] =
    period === 'day'
      ? [Date.UTC(year, month, day), Date.UTC(year, month, day + 1)]
      : [Date.UTC(year, month), Date.UTC(year, month + 1)];
  return { startUs: start * 1000, endUs: end * 1000 };
}
