import {
  increase,
  matching,
  maxBy,
  maxOver,
  not,
  observations,
  promql,
  rate,
  ratio,
  series,
  sumBy,
  type Window,
} from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

const metrics = serverMetrics;
const byRoute = ['job', 'route'] as const;
const byOperation = ['job', 'kind', 'operation'] as const;
/** While it starts, Loki answers 503 here by design. */
const asked = { route: not('ready') } as const;

/** Share of the requests to Loki, and of the questions of Jaeger to its stores, that may fail. */
export const FAILING = 0.1;
/** Share of the requests to each route of Loki that fail. */
export const lokiFailures = (window: Window) =>
  ratio(
    sumBy(
      byRoute,
      rate(observations(metrics.lokiRequests, { ...asked, status_code: matching('5..') }), window),
    ),
    sumBy(byRoute, rate(observations(metrics.lokiRequests, asked), window)),
  );
/** Share of the questions of Jaeger to its stores that fail. */
export const jaegerFailures = (window: Window) =>
  ratio(
    sumBy(byOperation, rate(series(metrics.jaegerRequests, { result: 'err' }), window)),
    sumBy(byOperation, rate(series(metrics.jaegerRequests), window)),
  );

/** Loki and Jaeger about what they keep and answer. */
export function backendAlerts(): RuleFamily {
  return {
    name: 'stack-backends',
    recordings: [],
    alerts: [
      alert({
        name: 'LokiRequestErrors',
        severity: 'warning',
        summary: 'Loki fails to answer requests.',
        description:
          '{{ $value | humanizePercentage }} of the requests of {{ $labels.job }} to {{ $labels.route }} end with an error of the server.',
        expr: promql`${lokiFailures('5m')} > ${FAILING}`,
        by: byRoute,
        for: '10m',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'LokiPanics',
        severity: 'warning',
        summary: 'Loki has an internal failure.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} panicked {{ $value | humanize }} times within ten minutes.',
        expr: promql`${increase(series(metrics.lokiPanics), '10m')} > 0`,
        by: ['job', 'instance'],
        for: '0s',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'LokiDiscardsLines',
        severity: 'warning',
        summary: 'Loki discards log lines.',
        description: 'Loki discards {{ $value | printf "%.3f" }} lines a second: {{ $labels.reason }}.',
        expr: promql`${sumBy(['job', 'reason'], rate(series(metrics.lokiDiscarded), '5m'))} > 0`,
        by: ['job', 'reason'],
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'LokiCannotStore',
        severity: 'warning',
        summary: 'Loki cannot write logs to its store.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} failed {{ $value | humanize }} times within ten minutes to write; logs wait in its memory.',
        expr: promql`${sumBy(['job', 'instance'], increase(series(metrics.lokiFlushFailures), '10m'))}
  + ${sumBy(['job', 'instance'], increase(series(metrics.lokiWalDiskFull), '10m'))} > 0`,
        by: ['job', 'instance'],
        for: '10m',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'LokiRetentionStopped',
        severity: 'warning',
        summary: 'Loki deletes no old logs any more.',
        description:
          'Loki last deleted old logs {{ $value | humanizeDuration }} ago; its volume fills, and users that asked for it are not forgotten.',
        // It does so every ten minutes. Before the first time the moment is 0: then only the waiting time counts.
        expr: promql`time() - ${maxBy(['job'], maxOver(series(metrics.lokiRetentionRun), '5m'))} > 3600`,
        by: ['job'],
        for: '2h',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'JaegerCannotStore',
        severity: 'warning',
        summary: 'Jaeger cannot write spans to its store.',
        description:
          'Jaeger at {{ $labels.instance }} fails to store {{ $value | printf "%.3f" }} spans a second; the collector keeps them and tries again.',
        expr: promql`${sumBy(['job', 'instance'], rate(series(metrics.jaegerNotStored, { job: 'jaeger' }), '5m'))} > 0`,
        by: ['job', 'instance'],
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'stack-health',
      }),
      alert({
        name: 'JaegerQueriesFail',
        severity: 'warning',
        summary: 'Jaeger fails to answer questions.',
        description:
          '{{ $value | humanizePercentage }} of the questions {{ $labels.operation }} of Jaeger to {{ $labels.kind }} fail.',
        expr: promql`${jaegerFailures('5m')} > ${FAILING}`,
        by: byOperation,
        for: '10m',
        keepFiringFor: '0s',
        dashboard: 'stack-health',
      }),
    ],
  };
}
