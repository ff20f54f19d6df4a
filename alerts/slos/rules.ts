import { prometheusLabel } from '@observatory/shim/conventions';
import { type Expr, maxOver, promql, recorded, series, type Window } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { type Alert, alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { type BurnPair, burnPairs, type Period, rounded } from './burn.ts';
import { QUICK, sloRecords } from './records.ts';
import { FEWEST_BAD, type Slo } from './slo.ts';

const nothing: Expr = { promql: '' };

/** A share of bad events that every outage reaches: with a low objective some burn rates are beyond all events. */
const HIGHEST = 0.9;

/** The records and the two alerts of an SLO. */
export function sloFamilies(slo: Slo, period: Period): RuleFamily[] {
  const { events, errors, ratios, burnRate, remaining, objective, info } = sloRecords(slo, period);
  const budget = rounded(1 - slo.objective);
  const own = { slo: slo.name };

  const burns = ({ long, short, factor }: BurnPair): Expr => {
    const limit = factor * budget < HIGHEST ? promql`(${factor} * ${budget})` : promql`${HIGHEST}`;
    const ratio = (window: Window) => recorded(ratios[window as keyof typeof ratios], own);
    // Counted without overlap, so that it is a number of events.
    const counted = `${long}:5m` as Window;
    return promql`(${ratio(long)} > ${limit} and ${ratio(short)} > ${limit} and sum_over_time(${recorded(errors, own)}[${counted}]) >= ${slo.atLeast ?? FEWEST_BAD})`;
  };
  // Whoever heard of the fast burn knows: a ticket only for what goes on longer than its own short window.
  const toldAlready = maxOver(
    series(serverMetrics.alerts, { alertname: `${slo.alert}BudgetBurnsFast`, alertstate: 'firing' }),
    '6h',
  );
  const same = { promql: slo.by.map(prometheusLabel).join(', ') };
  const burnAlert = (speed: 'fast' | 'slow', text: Pick<Alert, 'severity' | 'summary' | 'keepFiringFor'>) => {
    const [one = nothing, other = nothing] = burnPairs(period)[speed].map(burns);
    const either = promql`${one} or ${other}`;
    return alert({
      ...text,
      name: `${slo.alert}BudgetBurns${speed === 'fast' ? 'Fast' : 'Slow'}`,
      description: `${slo.subject}: {{ $value | humanizePercentage }} were bad in the last ${speed === 'fast' ? 'hours' : 'days'}, where ${percent(budget)} may be. Objective: ${percent(slo.objective)} of ${slo.meaning}.`,
      expr: speed === 'fast' ? either : promql`(${either}) unless on (${same}) ${toldAlready}`,
      by: slo.by,
      // The windows are how long it must last.
      for: '0s',
      dashboard: slo.dashboard,
    });
  };

  return [
    {
      name: `slo-${slo.name}`,
      interval: '1m',
      recordings: [events, errors, ratios['5m'], ...QUICK.map((window) => ratios[window]), burnRate],
      alerts: [
        burnAlert('fast', {
          severity: slo.pages === false ? 'warning' : 'critical',
          summary: `The error budget of ${slo.name} will be spent within days.`,
          keepFiringFor: '10m',
        }),
      ],
    },
    {
      name: `slo-${slo.name}-days`,
      interval: '4m',
      recordings: [ratios['1d'], ratios['3d'], ratios[period], remaining, objective, info],
      alerts: [
        burnAlert('slow', {
          severity: 'warning',
          summary: `The error budget of ${slo.name} will not last for its window.`,
          keepFiringFor: '1h',
        }),
      ],
    },
  ];
}

const percent = (share: number): string => `${rounded(share * 100)}%`;
