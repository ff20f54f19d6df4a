import { hubMetrics, shimMetrics } from '@observatory/shim/conventions';
import {
  buckets,
  maxBy,
  maxOver,
  minBy,
  promql,
  quantileBy,
  rate,
  series,
  sumBy,
} from '../promql/expression.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

/** Seconds that a trace may wait to become an execution. */
export const FOLD_DELAY_S = 60;
/** Seconds that storing a request may take, one in a hundred left out. */
export const STORING_S = 2.5;

/** Seconds that a request may wait to be stored. */
export const WRITER_DELAY_S = 30;

/** The hub and the shim about telemetry that they do not take, or take late. */
export function hubAlerts(): RuleFamily {
  return {
    name: 'stack-hub',
    recordings: [],
    alerts: [
      alert({
        name: 'HubRejectsTelemetry',
        severity: 'warning',
        summary: 'The hub refuses telemetry.',
        description:
          '{{ $value | printf "%.3f" }} {{ $labels.signal }} a second are refused: {{ $labels.reason }}.',
        expr: promql`${sumBy(['job', 'signal', 'reason'], rate(series(hubMetrics.rejected), '5m'))} > 0`,
        by: ['job', 'signal', 'reason'],
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
      alert({
        name: 'HubFallsBehind',
        severity: 'warning',
        summary: 'The hub shows executions late.',
        description:
          'A trace has waited {{ $value | humanizeDuration }} to become an execution; pages, fleet metrics and their alerts are late.',
        // Hubs share one queue and each tells its length.
        expr: promql`${maxBy(['job'], maxOver(series(hubMetrics.foldDelay), '5m'))} > ${FOLD_DELAY_S}`,
        by: ['job'],
        for: '5m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'HubIngestSlow',
        severity: 'warning',
        summary: 'The hub takes long to store telemetry.',
        description:
          'One in a hundred requests with {{ $labels.signal }} takes the hub {{ $value | humanizeDuration }} or more to store.',
        expr: promql`${quantileBy(0.99, ['job', 'signal'], buckets(hubMetrics.ingestDuration), '5m')} > ${STORING_S}`,
        by: ['job', 'signal'],
        for: '10m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'HubStoresNothing',
        severity: 'warning',
        summary: 'Telemetry waits in the hub to be stored.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} has a request that has waited {{ $value | humanizeDuration }} to be stored; senders wait with it.',
        // HubIngestSlow hears of a request when it is stored: of one that hangs, never.
        expr: promql`${maxBy(['job', 'instance'], series(hubMetrics.writerDelay))} > ${WRITER_DELAY_S}`,
        by: ['job', 'instance'],
        for: '1m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'HubWithoutDatabase',
        severity: 'warning',
        summary: 'The hub does not reach its database.',
        description:
          'The database of {{ $labels.job }} at {{ $labels.instance }} has not answered for a minute: telemetry waits in the collector, pages and streams stand still.',
        expr: promql`${maxBy(['job', 'instance'], series(hubMetrics.databaseUp))} == 0`,
        by: ['job', 'instance'],
        for: '1m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'HubShedsLoad',
        severity: 'warning',
        summary: 'The hub refuses requests because it has too much to do.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} refuses analyses and searches, from level 2 on all reads, at 3 telemetry too: now level {{ $value }}.',
        expr: promql`${maxBy(['job', 'instance'], maxOver(series(hubMetrics.shedLevel), '2m'))} > 0`,
        by: ['job', 'instance'],
        for: '5m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'HubWithoutRedis',
        severity: 'warning',
        summary: 'The hub does not reach the Redis between hubs.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} has not reached Redis for two minutes: what other hubs store is seen a second later, and limits count for each hub by itself.',
        expr: promql`${maxBy(['job', 'instance'], series(hubMetrics.redisUp))} == 0`,
        by: ['job', 'instance'],
        for: '2m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'HubDaysNotMade',
        severity: 'warning',
        summary: 'A table of the hub has no partition for tomorrow.',
        description:
          'Hubs make tables two days ahead, every hour; {{ $labels.job }} has them for {{ $value }} days. From midnight UTC on what comes is stored where retention drops it late, and slowly found.',
        expr: promql`${minBy(['job'], series(hubMetrics.daysAhead))} < 1`,
        by: ['job'],
        for: '15m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'ShimDropsTelemetry',
        severity: 'warning',
        summary: 'A service loses telemetry before it is sent.',
        description:
          '{{ $labels.service_name }} loses {{ $value | printf "%.3f" }} {{ $labels.signal }} a second: {{ $labels.reason }}.',
        expr: promql`${sumBy(['service_name', 'signal', 'reason'], rate(series(shimMetrics.dropped), '5m'))} > 0`,
        by: ['service_name', 'signal', 'reason'],
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
    ],
  };
}
