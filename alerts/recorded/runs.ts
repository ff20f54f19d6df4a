import { fleetMetrics } from '@observatory/shim/conventions';
import { ENVIRONMENT } from '../promql/environment.ts';
import {
  buckets,
  increase,
  maxBy,
  not,
  observations,
  observedQuantileBy,
  promql,
  rate,
  ratio,
  recorded,
  recording,
  series,
  sumBy,
  total,
} from '../promql/expression.ts';

/** Recordings of executions by the name of their `kind`: `agent:…` and `workflow:…` are the same rules. */
export function runRecordings<K extends 'agent' | 'workflow'>(kind: K) {
  const named = { [kind]: not('') } as { readonly [label in K]: ReturnType<typeof not> };
  const by = [ENVIRONMENT, kind] as const;
  const byStatus = [...by, 'status'] as const;
  const runs = sumBy(by, rate(series(fleetMetrics.runs, named), '5m'));
  const failedCalls = recording({
    record: `${kind}:failed_calls:increase15m`,
    by,
    unit: 'calls',
    meaning: 'Calls of models and tools that failed within a quarter of an hour.',
    expr: sumBy(
      by,
      promql`${increase(series(fleetMetrics.llmErrors, named), '15m')} or ${increase(series(fleetMetrics.toolCalls, { ...named, status: 'failed' }), '15m')}`,
    ),
  });
  return {
    runs: recording({
      record: `${kind}:runs:rate5m`,
      by: byStatus,
      unit: 'runs a second',
      meaning: 'Executions that ended, by status.',
      expr: sumBy(byStatus, rate(series(fleetMetrics.runs, named), '5m')),
    }),
    runsPerHour: recording({
      record: `${kind}:runs:increase1h`,
      by: byStatus,
      unit: 'runs',
      meaning: 'Executions that ended within the last hour, by status.',
      expr: sumBy(byStatus, increase(series(fleetMetrics.runs, named), '1h')),
    }),
    failureRatio: recording({
      record: `${kind}:run_failures:ratio_rate5m`,
      by,
      unit: 'share, 0 to 1',
      meaning: 'Share of the executions that ended which failed; absent while none ends.',
      expr: ratio(sumBy(by, rate(series(fleetMetrics.runs, { ...named, status: 'failed' }), '5m')), runs),
    }),
    errors: recording({
      record: `${kind}:run_errors:rate5m`,
      by: [...by, 'error_type'],
      unit: 'runs a second',
      meaning: 'Executions that failed, by type of error.',
      expr: sumBy([...by, 'error_type'], rate(series(fleetMetrics.runErrors, named), '5m')),
    }),
    durationMedian: recording({
      record: `${kind}:run_duration_seconds:p50_5m`,
      by,
      unit: 'seconds',
      meaning: 'Median duration of executions that ended; absent while none ends.',
      expr: observedQuantileBy(0.5, by, buckets(fleetMetrics.runDuration, named), '5m'),
    }),
    duration95: recording({
      record: `${kind}:run_duration_seconds:p95_5m`,
      by,
      unit: 'seconds',
      meaning: '95th percentile of the duration of executions that ended; absent while none ends.',
      expr: observedQuantileBy(0.95, by, buckets(fleetMetrics.runDuration, named), '5m'),
    }),
    active: recording({
      record: `${kind}:active_runs:sum`,
      by,
      unit: 'runs',
      meaning: 'Executions running now.',
      // Every hub reads the same store: the sum would count each run once for each of them.
      expr: maxBy(by, series(fleetMetrics.activeRuns, named)),
    }),
    silence: recording({
      record: `${kind}:last_step_age_seconds:max`,
      by,
      unit: 'seconds',
      meaning: 'Silence of the running execution that has been silent longest.',
      expr: maxBy(by, series(fleetMetrics.lastStepAge, named)),
    }),
    activeCalls: recording({
      record: `${kind}:active_run_calls:max`,
      by,
      unit: 'calls',
      meaning: 'Calls of models and tools of the running execution that has most.',
      expr: maxBy(by, series(fleetMetrics.activeRunCalls, named)),
    }),
    llmCalls: recording({
      record: `${kind}:llm_calls:rate5m`,
      by,
      unit: 'calls a second',
      meaning: 'Inferences that ended.',
      expr: sumBy(by, rate(series(fleetMetrics.llmCalls, named), '5m')),
    }),
    toolCalls: recording({
      record: `${kind}:tool_calls:rate5m`,
      by: byStatus,
      unit: 'calls a second',
      meaning: 'Tool calls that ended, by status.',
      expr: sumBy(byStatus, rate(series(fleetMetrics.toolCalls, named), '5m')),
    }),
    failedCalls,
    failedCallsPerRun: recording({
      record: `${kind}:failed_calls_per_run:ratio_increase15m`,
      by,
      unit: 'calls',
      meaning:
        'Calls of models and tools that failed, for each execution that ended within a quarter of an hour.',
      expr: ratio(recorded(failedCalls), sumBy(by, increase(series(fleetMetrics.runs, named), '15m'))),
    }),
    tokens: recording({
      record: `${kind}:tokens:rate5m`,
      by: [...by, 'type'],
      unit: 'tokens a second',
      meaning: 'Tokens, by type; cached ones and reasoning are parts of input and output.',
      expr: sumBy([...by, 'type'], rate(series(fleetMetrics.tokens, named), '5m')),
    }),
    tokensPerRun: recording({
      record: `${kind}:run_tokens:mean1h`,
      by,
      unit: 'tokens',
      meaning: 'Mean tokens of an execution within the last hour.',
      expr: ratio(
        sumBy(by, increase(total(fleetMetrics.runTokens, named), '1h')),
        sumBy(by, increase(observations(fleetMetrics.runTokens, named), '1h')),
      ),
    }),
    cost: recording({
      record: `${kind}:cost_usd:increase1h`,
      by,
      unit: 'US dollars',
      meaning: 'Cost within the last hour.',
      expr: sumBy(by, increase(series(fleetMetrics.cost, named), '1h')),
    }),
    costPerRun: recording({
      record: `${kind}:run_cost_usd:mean1h`,
      by,
      unit: 'US dollars',
      meaning: 'Mean cost of an execution within the last hour.',
      expr: ratio(
        sumBy(by, increase(total(fleetMetrics.runCost, named), '1h')),
        sumBy(by, increase(observations(fleetMetrics.runCost, named), '1h')),
      ),
    }),
    evaluationScore: recording({
      record: `${kind}:evaluation_score:mean1h`,
      by: [...by, 'evaluation'],
      unit: 'score, 0 to 1',
      meaning: 'Mean score of evaluations within the last hour.',
      expr: ratio(
        sumBy([...by, 'evaluation'], increase(total(fleetMetrics.evaluationScore, named), '1h')),
        sumBy([...by, 'evaluation'], increase(observations(fleetMetrics.evaluationScore, named), '1h')),
      ),
    }),
  } as const;
}
