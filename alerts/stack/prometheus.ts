import { measured } from '../../infra/capacity/measured.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { sizeBytes } from '../../infra/settings/units.ts';
import {
  averageOver,
  type Expr,
  increase,
  maxBy,
  maxOver,
  promql,
  series,
  sumBy,
} from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

const metrics = serverMetrics;
const target = ['job', 'instance'] as const;
/** The share of the memory that series may take; the rest is for queries and what comes in. */
const FOR_SERIES = 0.6;

const allOf = (counters: readonly Expr[]): Expr => ({
  promql: counters.map(({ promql: text }) => `sum by (job, instance) (${text})`).join('\n  + '),
});

/** Samples that Prometheus refuses, within five minutes. */
export const refusedSamples = allOf(
  [
    metrics.scrapeOutOfOrder,
    metrics.scrapeDuplicates,
    metrics.scrapeOutOfBounds,
    metrics.scrapeSampleLimit,
    metrics.outOfOrder,
    metrics.outOfBounds,
    metrics.tooOld,
  ].map((one) => increase(series(one), '5m')),
);
/** How often Prometheus cannot write or compact, within an hour. */
export const storageFailures = allOf(
  [
    metrics.compactionsFailed,
    metrics.walWritesFailed,
    metrics.walCorruptions,
    metrics.blockReloadsFailed,
    metrics.checkpointsFailed,
    metrics.headTruncationsFailed,
  ].map((one) => increase(series(one), '1h')),
);
/** Series that the memory of Prometheus is made for. */
export function mostSeries({ resources }: Settings): number {
  const memory = sizeBytes(resources.prometheus.memory.limit) ?? 0;
  return Math.floor((memory * FOR_SERIES) / measured.seriesMemoryPrometheus / 1000) * 1000;
}
/** Age in seconds of what another store of metrics has, beyond which it is late. */
export const REMOTE_LATE_S = 300;
/** How old what another store of metrics has is. */
export const remoteAge = promql`time() - ${maxBy([...target, 'remote_name'], maxOver(series(metrics.remoteSentUntil), '5m'))}`;

/** Prometheus about its rules, what it tells Alertmanager, and what it keeps. */
export function prometheusAlerts(settings: Settings): RuleFamily {
  const most = mostSeries(settings);
  return {
    name: 'stack-prometheus',
    recordings: [],
    alerts: [
      alert({
        name: 'PrometheusRuleFails',
        severity: 'warning',
        summary: 'Prometheus cannot evaluate a rule.',
        description:
          'Rules of {{ $labels.rule_group }} fail: {{ $value | humanize }} times within ten minutes. Its alerts are blind.',
        // Twice as long as the slowest group takes its time.
        expr: promql`${increase(series(metrics.ruleFailures), '10m')} > 0`,
        by: [...target, 'rule_group'],
        for: '10m',
        keepFiringFor: '5m',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'PrometheusRulesLate',
        severity: 'warning',
        summary: 'Prometheus takes longer for its rules than they may take.',
        description:
          'Evaluating {{ $labels.rule_group }} takes {{ $value | humanizeDuration }}, longer than its interval: evaluations are left out.',
        expr: promql`${averageOver(series(metrics.ruleGroupDuration), '5m')} > ${series(metrics.ruleGroupInterval)}`,
        by: [...target, 'rule_group'],
        for: '5m',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'PrometheusCannotNotify',
        severity: 'warning',
        summary: 'Prometheus cannot hand alerts to Alertmanager.',
        description:
          '{{ $labels.instance }} failed to hand over {{ $value | humanize }} alerts within five minutes.',
        // Without any Alertmanager all are dropped, and there are no errors.
        expr: promql`${sumBy(target, increase(series(metrics.notificationErrors), '5m'))} > 0
or ${sumBy(target, increase(series(metrics.notificationsDropped), '5m'))} > 0`,
        by: target,
        for: '5m',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'PrometheusRefusesSamples',
        severity: 'warning',
        summary: 'Prometheus refuses samples.',
        description:
          'About {{ $value | humanize }} samples within five minutes were out of order, doubled, too old, ahead of time or too many.',
        expr: promql`${refusedSamples} > 0`,
        by: target,
        for: '10m',
        keepFiringFor: '5m',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'PrometheusStorageFails',
        severity: 'warning',
        summary: 'Prometheus cannot write or compact what it keeps.',
        description:
          '{{ $labels.instance }} failed {{ $value | humanize }} times within an hour to write or compact its blocks.',
        expr: promql`${storageFailures} > 0`,
        by: target,
        for: '0s',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'RemoteWriteBehind',
        severity: 'warning',
        summary: 'Prometheus is late in writing to the store of metrics.',
        description:
          'What {{ $labels.remote_name }} has is {{ $value | humanizeDuration }} old; what waits longer than two hours is lost.',
        expr: promql`${remoteAge} > ${REMOTE_LATE_S}`,
        by: [...target, 'remote_name'],
        for: '10m',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'RemoteWriteLosesSamples',
        severity: 'warning',
        summary: 'The store of metrics refuses samples of Prometheus for good.',
        description: '{{ $labels.remote_name }} refused {{ $value | humanize }} samples within five minutes.',
        expr: promql`${sumBy([...target, 'remote_name'], increase(series(metrics.remoteFailed), '5m'))} > 0`,
        by: [...target, 'remote_name'],
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'SeriesDouble',
        severity: 'warning',
        summary: 'There are twice as many series as a day ago.',
        description:
          'Prometheus at {{ $labels.instance }} has {{ $value | humanize }} series, more than twice as many as a day ago: a label has too many values.',
        expr: promql`${maxOver(series(metrics.headSeries), '1h')} > 2 * max_over_time(${series(metrics.headSeries)}[1h] offset 1d)
and ${maxOver(series(metrics.headSeries), '1h')} > 20000`,
        by: target,
        for: '1h',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'SeriesFillMemory',
        severity: 'warning',
        summary: 'Within a day there are more series than fit into the memory of Prometheus.',
        description: `Prometheus at {{ $labels.instance }} is about to have {{ $value | humanize }} series; its memory is made for ${most}.`,
        // A stack that has just started grows fast, and is small.
        expr: promql`predict_linear(${series(metrics.headSeries)}[6h], 86400) > ${most}
and ${series(metrics.headSeries)} > ${most / 2}`,
        by: target,
        for: '1h',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'RetentionCutShort',
        severity: 'warning',
        summary: 'Prometheus deletes metrics before their time, for space.',
        description:
          'Prometheus at {{ $labels.instance }} deleted its oldest metrics {{ $value | humanize }} times within a day because of `caps.metrics`.',
        expr: promql`${increase(series(metrics.sizeRetentions), '1d')} > 0`,
        by: target,
        for: '0s',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'SenderClockAhead',
        severity: 'warning',
        summary: 'A sender of metrics has a clock that is ahead.',
        description: 'Prometheus got samples that are {{ $value | humanizeDuration }} ahead of its clock.',
        expr: promql`${maxOver(series(metrics.headMaxTime), '5m')} - time() > 60`,
        by: target,
        for: '10m',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
    ],
  };
}
