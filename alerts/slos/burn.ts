import type { Window } from '../promql/expression.ts';

/** Windows of the SLOs that `alerts.sloWindow` chooses from. */
export type Period = '7d' | '28d' | '30d';

/** Two windows in which the budget must burn `factor` times as fast as it may: the long one says it matters, the short one that it goes on. */
export interface BurnPair {
  readonly long: Window;
  readonly short: Window;
  readonly factor: number;
}

/** Shares of the budget that each pair may spend within its long window before it tells (SRE workbook, chapter 5). */
const SPENT: Readonly<Record<Period, readonly [number, number, number, number]>> = {
  '30d': [0.02, 0.05, 0.1, 0.1],
  '28d': [0.02, 0.05, 0.1, 0.1],
  // A week is short: the shares of longer periods would tell of every hour with a fault.
  '7d': [0.08, 0.125, 0.2, 0.42],
};

const hoursOf: Readonly<Record<Period, number>> = { '7d': 168, '28d': 672, '30d': 720 };

/** The pairs of a period: `fast` page, `slow` are for the next working day. */
export function burnPairs(period: Period): Readonly<Record<'fast' | 'slow', readonly BurnPair[]>> {
  const [hour, sixHours, day, threeDays] = SPENT[period];
  const factor = (spent: number, hours: number) => rounded((spent * hoursOf[period]) / hours);
  return {
    fast: [
      { long: '1h', short: '5m', factor: factor(hour, 1) },
      { long: '6h', short: '30m', factor: factor(sixHours, 6) },
    ],
    slow: [
      { long: '1d', short: '2h', factor: factor(day, 24) },
      { long: '3d', short: '6h', factor: factor(threeDays, 72) },
    ],
  };
}

/** Without the dust of binary fractions, so that rules read as people write them. */
export const rounded = (value: number): number => Number(value.toFixed(6));
