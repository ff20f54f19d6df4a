import type { Settings } from '../../infra/settings/schema.ts';
import { promql, series } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

const { up } = serverMetrics;

/** The stack about itself: servers gone, telemetry lost, disks full. */
export function stack(_settings: Settings): RuleFamily[] {
  return [
    {
      name: 'stack',
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
          name: 'TargetDown',
          severity: 'critical',
          summary: 'A server does not answer Prometheus.',
          description: '{{ $labels.job }} at {{ $labels.instance }} has not answered for two minutes.',
          expr: promql`${series(up)} == 0`,
          by: ['job', 'instance'],
          for: '2m',
          keepFiringFor: '0s',
          dashboard: 'system-health',
        }),
      ],
    },
  ];
}
