import { addSpending, costUsdOf, noSpending, type Spending } from '../cost/spending.ts';
import { type ForecastMethod, forecastOf } from '../forecasts/forecast.ts';
import { HOUR_US } from '../store/micros.ts';
import { type BudgetPeriod, periodAt } from './period.ts';

/** Hours of a day and of a week. */
const SEASONS = [168, 24];
const AT_RISK = 0.8;
const FEWEST_HOURS = 3;

/** What calls that began within one hour add up to. */
export interface HourOfSpending extends Spending {
  readonly hourUs: number;
}

/** What a forecast of hours goes by, or the mean of the hours so far where they are few. */
export type ProjectionMethod = ForecastMethod | 'straight_line';

export type BudgetStatus = 'ok' | 'at_risk' | 'spent';

export interface BudgetState {
  readonly startUs: number;
  readonly endUs: number;
  /** Null where there were calls and none has a price. */
  readonly spentUsd: number | null;
  readonly projectedUsd: number | null;
  readonly method: ProjectionMethod | null;
  readonly projectedReason: string | null;
  readonly status: BudgetStatus;
  readonly unpriced: number;
}

/**
 * How a budget stands: `hours` are those with calls, of the period and of some weeks before, in any order. The projection is
 * what is spent and the forecast of the hours that are left, by the same hours of the days and weeks before (forecastOf); of
 * few hours, their mean.
 */
export function budgetState(
  { period, limitUsd }: { readonly period: BudgetPeriod; readonly limitUsd: number },
  hours: readonly HourOfSpending[],
  nowUs: number,
): BudgetState {
  const { startUs, endUs } = periodAt(period, nowUs);
  const spending = hours.filter(({ hourUs }) => hourUs >= startUs).reduce(addSpending, noSpending);
  const spentUsd = costUsdOf(spending);
  const left =
    spentUsd === null
      ? 'No call of the period has a price.'
      : costUsdOf(hours.reduce(addSpending, noSpending)) === null
        ? 'No call of the last weeks has a price.'
        : projectLeft(hours, nowUs, endUs);
  const known = typeof left === 'string' ? null : left;
  const projectedUsd = known === null ? null : (spentUsd ?? 0) + known.usd;
  const isAtRisk = (spentUsd ?? 0) >= AT_RISK * limitUsd || (projectedUsd ?? 0) > limitUsd;
  return {
    startUs,
    endUs,
    spentUsd,
    projectedUsd,
    method: known?.method ?? null,
    projectedReason: typeof left === 'string' ? left : null,
    status: (spentUsd ?? 0) >= limitUsd ? 'spent' : isAtRisk ? 'at_risk' : 'ok',
    unpriced: spending.unpriced,
  };
}

/** US dollars from now to the end of the period; a text says why nothing is known. */
function projectLeft(
  hours: readonly HourOfSpending[],
  nowUs: number,
  endUs: number,
): { readonly usd: number; readonly method: ProjectionMethod } | string {
  const presentUs = Math.floor(nowUs / HOUR_US) * HOUR_US;
  const past = new Map(hours.map(({ hourUs, costPico }) => [hourUs, costPico / 1e12]));
  const firstUs = hours.reduce((least, { hourUs }) => Math.min(least, hourUs), presentUs);
  const values: number[] = [];
  for (let us = firstUs; us < presentUs; us += HOUR_US) values.push(past.get(us) ?? 0);
  if (values.length < FEWEST_HOURS)
    return `Expected ${FEWEST_HOURS} whole hours since the first call, got ${values.length}.`;
  const forecast = forecastOf(values, { horizon: (endUs - presentUs) / HOUR_US, seasons: SEASONS });
  if ('reason' in forecast) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { usd: (mean * (endUs - nowUs)) / HOUR_US, method: 'straight_line' };
  }
  const present = (forecast.steps[0] ?? 0) * (1 - (nowUs - presentUs) / HOUR_US);
  const usd = forecast.steps.slice(1).reduce((sum, step) => sum + step, present);
  return { usd: Math.max(0, usd), method: forecast.method };
}
