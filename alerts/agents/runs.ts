import { ABANDONED, fleetMetrics } from '@observatory/shim/conventions';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import {
  countOver,
  type Expr,
  increase,
  maxBy,
  maxOver,
  observations,
  promql,
  series,
  sumBy,
  upTo,
} from '../promql/expression.ts';
import { growth } from '../promql/growth.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { agent } from '../recorded/agents.ts';
import { workflow } from '../recorded/workflows.ts';
import { type Alert, alert } from '../rules/alert.ts';
import { either, past } from './past.ts';

/** A run has one of them: the series of an agent lack the label of a workflow, and the other way round. */
const by = [ENVIRONMENT, 'agent', 'workflow'] as const;
/** Name of whichever it is. */
const NAME = `{{ $labels.agent }}{{ $labels.workflow }}${IN_ENVIRONMENT}`;

/** Runs that hang, vanish, go in circles, are tried again and again, or no longer come. */
export function runAlerts(settings: Settings): Alert[] {
  const { thresholds } = settings.alerts;
  const stuckSeconds = durationSeconds(thresholds.stuck) ?? 600;
  const silence = series(fleetMetrics.lastStepAge);
  const runs = series(fleetMetrics.runs);
  const hub = series(serverMetrics.up, { job: 'hub' });
  const abandoned = series(fleetMetrics.runErrors, { error_type: ABANDONED });
  // What increased may be absent where all is new.
  const ended = promql`(${sumBy(by, increase(runs, '15m'))} or 0 * ${sumBy(by, countOver(abandoned, '15m'))})`;
  const failedCalls = either(agent.failedCalls, workflow.failedCalls);
  const perRun = either(agent.failedCallsPerRun, workflow.failedCallsPerRun);
  const usualPerRun = either(past.agent.failedCallsPerRun, past.workflow.failedCallsPerRun);
  return [
    alert({
      name: 'RunStuck',
      severity: 'warning',
      summary: 'A run gives no sign of life.',
      description: `A run of ${NAME} that has not ended was last heard of {{ $value | humanizeDuration }} ago.`,
      expr: promql`${maxBy(by, silence)} > ${stuckSeconds}`,
      by,
      // After an outage the hub knows old silences only, until what waited for it has come in.
      for: '2m',
      keepFiringFor: '5m',
      dashboard: 'agent-performance',
    }),
    alert({
      name: 'RunsAbandoned',
      severity: 'warning',
      summary: 'Runs ended without a word: their process is gone.',
      description: `Runs of ${NAME} that ended without a word in the last quarter of an hour: {{ printf "%.0f" $value }}.`,
      // Fewer than one in a hundred is within what may fail. Who was stuck before has been told of.
      expr: promql`${sumBy(by, growth(abandoned, '15m'))} >= clamp_min(0.01 * ${ended}, 1) unless ${maxBy(by, maxOver(silence, '30m'))} > ${stuckSeconds}`,
      by,
      for: '0s',
      keepFiringFor: '0s',
      dashboard: 'error-tracking',
    }),
    alert({
      name: 'RunLooping',
      severity: 'warning',
      summary: 'A run calls models and tools without end.',
      description: `A run of ${NAME} has made more than ${thresholds.calls} calls of models and tools.`,
      expr: looping(thresholds.calls),
      by,
      for: '0s',
      keepFiringFor: '5m',
      dashboard: 'agent-performance',
    }),
    alert({
      name: 'RetryStorm',
      severity: 'warning',
      summary: 'Runs try failed calls again and again.',
      description: `{{ $value | humanize }} calls of models and tools fail for each run of ${NAME}, more than three times as many as on the day before.`,
      expr: promql`${perRun} > 3 and ${perRun} > 3 * ${usualPerRun} and ${failedCalls} >= 20`,
      by,
      for: '5m',
      keepFiringFor: '10m',
      dashboard: 'error-tracking',
    }),
    alert({
      name: 'RunsStopped',
      severity: 'warning',
      summary: 'An agent or workflow that ran regularly no longer runs.',
      description: `${NAME} ran in {{ $value }} hours of the last day, and has not run for an hour.`,
      // Of an hour in which the hub, or Prometheus, was away nothing is known.
      expr: promql`${either(past.agent.regularHours, past.workflow.regularHours)} >= 18 unless ${sumBy(by, growth(runs, '1h'))} > 0 unless ${maxBy(by, series(fleetMetrics.activeRuns))} > 0 and on () max(max_over_time(${hub}[5m])) + max(max_over_time(${hub}[5m] offset 1h)) == 2`,
      by,
      for: '30m',
      keepFiringFor: '10m',
      dashboard: 'agent-performance',
    }),
  ];
}

/**
 * Runs with more calls than this, and those that ended with more before anybody looked: by the nearest bucket above, of
 * which there is none beyond 128.
 */
function looping(calls: number): Expr {
  const running = promql`${maxBy(by, series(fleetMetrics.activeRunCalls))} > ${calls}`;
  const edge = fleetMetrics.runCalls.buckets.find((bucket) => bucket >= calls);
  if (edge === undefined) return running;
  const ended = sumBy(by, increase(observations(fleetMetrics.runCalls), '15m'));
  const within = sumBy(by, increase(upTo(fleetMetrics.runCalls, edge), '15m'));
  // Half a run: both counts are stretched a little to the whole window.
  return promql`${running} or ${ended} - ${within} > 0.5`;
}
