import { fleetMetrics } from '@observatory/shim/conventions';
import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import { not, observations, oneOf, promql, rate, ratio, series, sumBy, total } from '../promql/expression.ts';
import { type Alert, alert } from '../rules/alert.ts';

/**
 * The three default rules of EN1 as its document has them. Their limits hold for no ordinary fleet (a hundred events
 * a minute is twenty runs), so that they only explain others: info.
 */
export function describedAlerts(settings: Settings): Alert[] {
  const { errorRateThreshold, responseTimeThreshold } = settings.hub;
  const { events } = settings.alerts.thresholds;
  const by = [ENVIRONMENT, 'agent'] as const;
  const named = { agent: not('') };
  return [
    alert({
      name: 'HighAgentErrorRate',
      severity: 'info',
      summary: 'Many events of agents are errors.',
      description:
        '{{ $value | humanizePercentage }} of all events of agents in the last five minutes were errors.',
      expr: promql`${ratio(
        sumBy([], rate(series(fleetMetrics.events, { severity: oneOf('error', 'fatal') }), '5m')),
        sumBy([], rate(series(fleetMetrics.events), '5m')),
      )} > ${errorRateThreshold}`,
      by: [],
      for: '0s',
      keepFiringFor: '5m',
      dashboard: 'error-tracking',
    }),
    alert({
      name: 'HighEventRate',
      severity: 'info',
      summary: 'Agents make many events.',
      description: `Agents make {{ $value | humanize }} events a minute; ${events} is the limit.`,
      expr: promql`60 * ${sumBy([], rate(series(fleetMetrics.events), '5m'))} > ${events}`,
      by: [],
      for: '0s',
      keepFiringFor: '5m',
      dashboard: 'platform-overview',
    }),
    alert({
      name: 'SlowResponse',
      severity: 'info',
      summary: 'An agent answers slowly on average.',
      description: `Runs of {{ $labels.agent }}${IN_ENVIRONMENT} take {{ $value | humanizeDuration }} on average; ${responseTimeThreshold} is the limit.`,
      expr: promql`${ratio(
        sumBy(by, rate(total(fleetMetrics.runDuration, named), '5m')),
        sumBy(by, rate(observations(fleetMetrics.runDuration, named), '5m')),
      )} > ${durationSeconds(responseTimeThreshold) ?? 0}`,
      by,
      for: '0s',
      keepFiringFor: '5m',
      dashboard: 'agent-performance',
    }),
  ];
}
