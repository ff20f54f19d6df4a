import { oneOf, promql, series } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

const { alerts } = serverMetrics;

/** Alerts that tell machines something: nobody is notified of them. */
export function signals(): RuleFamily {
  return {
    name: 'stack-signals',
    recordings: [],
    alerts: [
      alert({
        name: 'Watchdog',
        severity: 'none',
        summary: 'Alerting works.',
        description:
          'Always fires: whoever stops hearing it knows that alerts no longer arrive. {{ $value }}',
        expr: promql`vector(1)`,
        by: [],
        for: '0s',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'InfoInhibitor',
        severity: 'none',
        summary: 'An alert that only explains others fires alone.',
        description:
          'Nothing worse fires: {{ $value }} alerts of severity info are kept back, since they would tell of no harm.',
        expr: promql`count(${series(alerts, { severity: 'info', alertstate: 'firing' })})
unless count(${series(alerts, { severity: oneOf('warning', 'critical'), alertstate: 'firing' })})`,
        by: [],
        for: '0s',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
    ],
  };
}
