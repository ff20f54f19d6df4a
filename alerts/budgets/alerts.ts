import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { promql, recorded } from '../promql/expression.ts';
import { type Alert, alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { spend } from './spend.ts';

const MONTH_S = 30 * 86_400;

/** What agents may cost a day and a month. The last 24 hours and 30 days count, so that no midnight forgives a burst. */
export function budgets({ alerts, retention }: Settings): RuleFamily[] {
  const { month, ...recent } = spend;
  const { budgets } = alerts;
  return [
    {
      name: 'budgets',
      interval: '1m',
      recordings: [
        ...Object.values(recent),
        ...((durationSeconds(retention) ?? 0) >= MONTH_S ? [month] : []),
      ],
      alerts: [
        ...(budgets.day === null ? [] : dayAlerts(budgets.day)),
        ...(budgets.month === null ? [] : [monthAlert(budgets.month)]),
      ],
    },
  ];
}

const common = { by: [], keepFiringFor: '15m', dashboard: 'cost-and-tokens' } as const;
const DOLLARS = '{{ $value | printf "%.2f" }}';

function dayAlerts(day: number): Alert[] {
  return [
    alert({
      ...common,
      name: 'DailyBudgetSpent',
      severity: 'critical',
      summary: 'The agents have spent the budget of a day.',
      description: `All agents together cost $${DOLLARS} in the last 24 hours. The budget is $${day}.`,
      expr: promql`${recorded(spend.day)} >= ${day}`,
      for: '0s',
    }),
    alert({
      ...common,
      name: 'DailyBudgetBurnsFast',
      severity: 'warning',
      summary: 'The agents spend the budget of a day within hours.',
      description: `All agents together cost $${DOLLARS} in the last hour, and go on so. At this pace the budget of $${day} a day lasts four hours at most.`,
      // Six times as fast as it may: days with an office's hours reach three.
      expr: promql`${recorded(spend.hour)} > (0.25 * ${day}) and ${recorded(spend.fiveMinutes)} > (0.25 * ${day} / 12)`,
      // Longer than one dear call is within five minutes.
      for: '6m',
    }),
  ];
}

function monthAlert(month: number): Alert {
  return alert({
    ...common,
    name: 'MonthlyBudgetBurnsFast',
    severity: 'warning',
    summary: 'The agents spend the budget of a month within days.',
    description: `All agents together cost $${DOLLARS} in the last 24 hours, and go on so. At this pace the budget of $${month} for 30 days lasts ten days at most.`,
    expr: promql`${recorded(spend.day)} > (0.1 * ${month}) and ${recorded(spend.twoHours)} > (0.1 * ${month} / 12)`,
    for: '15m',
  });
}
