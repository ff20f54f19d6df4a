import { fleetMetrics } from '@observatory/shim/conventions';
import { ENVIRONMENT } from '../promql/environment.ts';
import {
  buckets,
  increase,
  observedQuantileBy,
  rate,
  ratio,
  recording,
  series,
  sumBy,
} from '../promql/expression.ts';

const by = [ENVIRONMENT, 'tool'] as const;
const byStatus = [...by, 'status'] as const;

/** `tool:…`: what tools do, by name. */
export const tool = {
  calls: recording({
    record: 'tool:calls:rate5m',
    by: byStatus,
    unit: 'calls a second',
    meaning: 'Tool calls that ended, by status.',
    expr: sumBy(byStatus, rate(series(fleetMetrics.toolCalls), '5m')),
  }),
  callsPerHour: recording({
    record: 'tool:calls:increase1h',
    by: byStatus,
    unit: 'calls',
    meaning: 'Tool calls that ended within the last hour, by status.',
    expr: sumBy(byStatus, increase(series(fleetMetrics.toolCalls), '1h')),
  }),
  failureRatio: recording({
    record: 'tool:failures:ratio_rate5m',
    by,
    unit: 'share, 0 to 1',
    meaning: 'Share of the tool calls which failed; absent while there is none.',
    expr: ratio(
      sumBy(by, rate(series(fleetMetrics.toolCalls, { status: 'failed' }), '5m')),
      sumBy(by, rate(series(fleetMetrics.toolCalls), '5m')),
    ),
  }),
  duration95: recording({
    record: 'tool:duration_seconds:p95_5m',
    by,
    unit: 'seconds',
    meaning: '95th percentile of the duration of tool calls; absent while there is none.',
    expr: observedQuantileBy(0.95, by, buckets(fleetMetrics.toolDuration), '5m'),
  }),
} as const;
