import { platformMetrics, teamMetrics } from '@observatory/shim/conventions';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import { buckets, increase, promql, quantileBy, rate, ratio, series, sumBy } from '../promql/expression.ts';
import { type Alert, alert } from '../rules/alert.ts';

/** Errors a second in the log of a service from which on HighErrorRate tells (OR9). */
export const LOGGED_ERRORS = 0.1;

/** Share of the tasks that may fail. */
export const FAILED_TASKS = 0.05;

/** Errors in logs, slow executions (OR9), failed and slow tasks (AE7). */
export function executionAlerts(settings: Settings): Alert[] {
  const { slowExecution, slowTask } = settings.alerts.thresholds;
  const { tasks, taskDuration } = teamMetrics(settings.metricsPrefix);
  const ofService = [ENVIRONMENT, 'service_name'] as const;
  return [
    alert({
      name: 'HighErrorRate',
      severity: 'critical',
      summary: 'A service logs many errors.',
      description: `{{ $labels.service }}${IN_ENVIRONMENT} logs {{ $value | printf "%.2f" }} errors a second, mean of the last five minutes.`,
      // The label of the contract is `service`; the other one lets ServiceFailing of the same service inhibit this.
      expr: promql`label_replace(${sumBy(
        [ENVIRONMENT, 'service'],
        rate(series(platformMetrics.logEvents, { level: 'ERROR' }), '5m'),
      )}, "service_name", "$1", "service", "(.+)") > ${LOGGED_ERRORS}`,
      by: [ENVIRONMENT, 'service', 'service_name'],
      for: '2m',
      keepFiringFor: '2m',
      dashboard: 'error-tracking',
    }),
    alert({
      name: 'SlowAgentExecution',
      severity: 'warning',
      summary: 'Executions of an agent are slow.',
      description: `One in twenty executions of {{ $labels.agentType }}${IN_ENVIRONMENT} takes longer than {{ $value | humanizeDuration }}; ${slowExecution} is the limit.`,
      expr: promql`${quantileBy(
        0.95,
        [ENVIRONMENT, 'agentType'],
        buckets(platformMetrics.agentExecutionDuration),
        '5m',
      )} > ${durationSeconds(slowExecution) ?? 0}`,
      by: [ENVIRONMENT, 'agentType'],
      for: '5m',
      keepFiringFor: '5m',
      dashboard: 'agent-performance',
    }),
    alert({
      name: 'AetTaskFailures',
      severity: 'warning',
      summary: 'Tasks of the engineering team fail.',
      description: `{{ $value | humanizePercentage }} of the tasks of {{ $labels.service_name }}${IN_ENVIRONMENT} failed in the last five minutes.`,
      expr: promql`${ratio(
        sumBy(ofService, rate(series(tasks, { status: 'failed' }), '5m')),
        sumBy(ofService, rate(series(tasks), '5m')),
      )} > ${FAILED_TASKS} and ${sumBy(ofService, increase(series(tasks), '5m'))} >= 20`,
      by: ofService,
      for: '5m',
      keepFiringFor: '5m',
      dashboard: 'system-overview',
    }),
    alert({
      name: 'AetSlowTasks',
      severity: 'warning',
      summary: 'Tasks of the engineering team are slow.',
      description: `One in twenty {{ $labels.type }} tasks of {{ $labels.service_name }}${IN_ENVIRONMENT} takes longer than {{ $value | humanizeDuration }}; ${slowTask} is the limit.`,
      expr: promql`${quantileBy(0.95, [...ofService, 'type'], buckets(taskDuration), '5m')} > ${
        durationSeconds(slowTask) ?? 0
      }`,
      by: [...ofService, 'type'],
      for: '5m',
      keepFiringFor: '5m',
      dashboard: 'system-overview',
    }),
  ];
}
