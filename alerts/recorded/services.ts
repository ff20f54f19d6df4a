import {
  buckets,
  oneOf,
  quantileBy,
  type Recorded,
  rate,
  ratio,
  series,
  sumBy,
} from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';

const { spanCalls, spanDuration } = serverMetrics;
const by = ['service_name'] as const;
const recording = <const L extends string>(rule: Recorded<L>): Recorded<L> => rule;
/** What a service is asked from outside; the spans within it are its own business. */
const served = { span_kind: oneOf('SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER') } as const;

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
    meaning: 'Share of the requests which failed; absent while there is none.',
    expr: ratio(
      sumBy(by, rate(series(spanCalls, { ...served, status_code: 'STATUS_CODE_ERROR' }), '5m')),
      sumBy(by, rate(series(spanCalls, served), '5m')),
    ),
  }),
  duration95: recording({
    record: 'service:request_duration_milliseconds:p95_5m',
    by,
    unit: 'milliseconds',
    meaning: '95th percentile of the duration of requests.',
    expr: quantileBy(0.95, by, buckets(spanDuration, served), '5m'),
  }),
} as const;
