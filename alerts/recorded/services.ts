import { ENVIRONMENT } from '../promql/environment.ts';
import {
  buckets,
  not,
  notMatching,
  observedQuantileBy,
  oneOf,
  promql,
  rate,
  ratio,
  recorded,
  recording,
  series,
  sumBy,
} from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';

const { edgeCalls, edgeFailures, spanCalls, spanDuration } = serverMetrics;
const by = [ENVIRONMENT, 'service_name'] as const;
/** What a service is asked from outside; the spans within it are its own business. */
const served = { span_kind: oneOf('SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER') } as const;

/**
 * Requests that failed. A tool of an MCP server that says no has answered: models often call one wrongly, read why and
 * call it well, which ToolFailing knows.
 */
const failed = {
  ...served,
  status_code: 'STATUS_CODE_ERROR',
  span_name: notMatching('tools/call.*'),
} as const;

const duration95 = recording({
  record: 'service:request_duration_milliseconds:p95_5m',
  by,
  unit: 'milliseconds',
  meaning: '95th percentile of the duration of requests; absent while there is none.',
  expr: observedQuantileBy(0.95, by, buckets(spanDuration, served), '5m'),
});

/**
 * Calls between services, by a graph that knows no environments; whoever calls from outside without a span of its own is
 * called user there.
 */
const called = (metric: typeof edgeCalls | typeof edgeFailures) =>
  promql`sum by (service_name, server) (label_replace(${rate(series(metric, { client: not('user') }), '5m')}, "service_name", "$1", "client", "(.+)"))`;

/** `service:…`: rate, errors and duration of what services are asked, of spans from any SDK. */
export const service = {
  requests: recording({
    record: 'service:requests:rate5m',
    by,
    unit: 'requests a second',
    meaning: 'Requests and messages that the service took.',
    expr: sumBy(by, rate(series(spanCalls, served), '5m')),
  }),
  failureRatio: recording({
    record: 'service:request_failures:ratio_rate5m',
    by,
    unit: 'share, 0 to 1',
    meaning:
      'Share of the requests which failed, calls of tools by MCP left out; absent while there is none.',
    expr: ratio(
      sumBy(by, rate(series(spanCalls, failed), '5m')),
      sumBy(by, rate(series(spanCalls, served), '5m')),
    ),
  }),
  duration95,
  durationUsual: recording({
    record: 'service:request_duration_milliseconds:p95_median1d',
    by,
    unit: 'milliseconds',
    meaning:
      'Median of that percentile over the day before the last hour; absent before six hours of traffic.',
    expr: promql`quantile_over_time(0.5, ${recorded(duration95)}[1d:5m] offset 1h) and count_over_time(${recorded(duration95)}[1d:5m] offset 1h) >= 72`,
  }),
  dependencyFailures: recording({
    record: 'service:dependency_failures:rate5m',
    by: ['service_name', 'server'],
    unit: 'calls a second',
    meaning: 'Calls of other services, databases and providers that failed, by caller and called.',
    expr: called(edgeFailures),
  }),
  dependencyFailureRatio: recording({
    record: 'service:dependency_failures:ratio_rate5m',
    by: ['service_name', 'server'],
    unit: 'share, 0 to 1',
    meaning: 'Share of the calls of another service, database or provider which failed.',
    expr: ratio(called(edgeFailures), called(edgeCalls)),
  }),
} as const;
