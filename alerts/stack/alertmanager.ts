import { countBy, increase, maxOver, not, promql, series, sumBy } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

const { noticesFailed, clusterMembers } = serverMetrics;

/** Alertmanager about whether people hear of alerts. */
export function alertmanagerAlerts(): RuleFamily {
  return {
    name: 'stack-alertmanager',
    recordings: [],
    alerts: [
      alert({
        name: 'AlertmanagerCannotNotify',
        severity: 'warning',
        summary: 'Alertmanager cannot tell people of alerts.',
        description:
          '{{ $value | humanize }} notices by {{ $labels.integration }} failed within a quarter of an hour: {{ $labels.reason }}.',
        // A notice that a reload breaks off is sent again after it; a hub that restarts is no person who is not told.
        expr: promql`${sumBy(['job', 'integration', 'reason'], increase(series(noticesFailed, { reason: not('contextCanceled'), receiver_name: not('hub') }), '15m'))} > 0`,
        by: ['job', 'integration', 'reason'],
        for: '0s',
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
      alert({
        name: 'AlertmanagersDisagree',
        severity: 'warning',
        summary: 'Alertmanagers do not find each other.',
        description:
          '{{ $labels.instance }} finds {{ $value }} Alertmanagers, fewer than there are: people are told twice, and silences do not reach all.',
        expr: promql`${maxOver(series(clusterMembers), '5m')}
< on (job) group_left () ${countBy(['job'], maxOver(series(clusterMembers), '5m'))}`,
        by: ['job', 'instance'],
        for: '15m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
    ],
  };
}
