import { fleetMetrics } from '@observatory/shim/conventions';
import { ENVIRONMENT } from '../promql/environment.ts';
import {
  buckets,
  increase,
  observedQuantileBy,
  rate,
  recording,
  series,
  sumBy,
} from '../promql/expression.ts';

const by = [ENVIRONMENT, 'provider', 'model'] as const;

/** `model:…`: what models answer, by provider and name. */
export const model = {
  calls: recording({
    record: 'model:llm_calls:rate5m',
    by,
    unit: 'calls a second',
    meaning: 'Inferences that ended.',
    expr: sumBy(by, rate(series(fleetMetrics.llmCalls), '5m')),
  }),
  errors: recording({
    record: 'model:llm_errors:rate5m',
    by: [...by, 'error_type'],
    unit: 'calls a second',
    meaning: 'Inferences that failed, by type of error.',
    expr: sumBy([...by, 'error_type'], rate(series(fleetMetrics.llmErrors), '5m')),
  }),
  durationMedian: recording({
    record: 'model:llm_duration_seconds:p50_5m',
    by,
    unit: 'seconds',
    meaning: 'Median duration of inferences; absent while there is none.',
    expr: observedQuantileBy(0.5, by, buckets(fleetMetrics.llmDuration), '5m'),
  }),
  duration95: recording({
    record: 'model:llm_duration_seconds:p95_5m',
    by,
    unit: 'seconds',
    meaning: '95th percentile of the duration of inferences; absent while there is none.',
    expr: observedQuantileBy(0.95, by, buckets(fleetMetrics.llmDuration), '5m'),
  }),
  firstToken95: recording({
    record: 'model:time_to_first_token_seconds:p95_5m',
    by,
    unit: 'seconds',
    meaning:
      '95th percentile of the time to the first token of streamed answers; absent while there is none.',
    expr: observedQuantileBy(0.95, by, buckets(fleetMetrics.timeToFirstToken), '5m'),
  }),
  tokens: recording({
    record: 'model:tokens:rate5m',
    by: [...by, 'type'],
    unit: 'tokens a second',
    meaning: 'Tokens, by type; cached ones and reasoning are parts of input and output.',
    expr: sumBy([...by, 'type'], rate(series(fleetMetrics.tokens), '5m')),
  }),
  cost: recording({
    record: 'model:cost_usd:increase1h',
    by,
    unit: 'US dollars',
    meaning: 'Cost within the last hour.',
    expr: sumBy(by, increase(series(fleetMetrics.cost), '1h')),
  }),
  unpriced: recording({
    record: 'model:unpriced_calls:increase1h',
    by,
    unit: 'calls',
    meaning: 'Inferences within the last hour whose model has no price.',
    expr: sumBy(by, increase(series(fleetMetrics.unpricedCalls), '1h')),
  }),
} as const;
