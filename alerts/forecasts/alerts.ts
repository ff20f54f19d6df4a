import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { promql, recorded } from '../promql/expression.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { costForecast } from './cost.ts';
import { diskRecords } from './disks.ts';
import { loadRecords } from './load.ts';

const MONTH_S = 30 * 86_400;

/** What will break next: load, cost and disks, from where they are going. Those of weeks need 30 days of retention. */
export function forecasts({ alerts, retention }: Settings): RuleFamily[] {
  const disks = { name: 'forecasts-disks', interval: '2m', recordings: diskRecords, alerts: [] } as const;
  if ((durationSeconds(retention) ?? 0) < MONTH_S) return [disks];
  const { month } = alerts.budgets;
  const { counts, forecasts } = loadRecords();
  return [
    disks,
    { name: 'forecasts-load', interval: '1m', recordings: counts, alerts: [] },
    {
      name: 'forecasts',
      interval: '2m',
      recordings: [...forecasts, costForecast],
      alerts: month === null ? [] : [overBudget(month)],
    },
  ];
}

const overBudget = (month: number) =>
  alert({
    name: 'MonthlyCostForecastOverBudget',
    severity: 'warning',
    summary: 'In a week the agents will have spent more than the budget of 30 days.',
    description: `If the next seven days cost as much as the last, the 30 days until then will have cost $\{{ $value | printf "%.0f" }}. The budget is $${month}.`,
    expr: promql`${recorded(costForecast)} > ${month}`,
    by: [],
    // A burst passes; this is about weeks.
    for: '6h',
    keepFiringFor: '1h',
    dashboard: 'cost-and-tokens',
  });
