import type { Settings } from '../../infra/settings/schema.ts';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import { promql, recorded } from '../promql/expression.ts';
import { service } from '../recorded/services.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

const by = [ENVIRONMENT, 'service_name'] as const;

/** Share of failed requests from which on ServiceFailing tells. */
export const FAILED_REQUESTS = 0.05;
/** Share of failed calls from which on DependencyFailing tells: a client counts a 404 as one, of which a healthy one has some. */
export const FAILED_CALLS = 0.2;

/** Rate, errors and duration of services, by the spans of any SDK. */
export function services(_settings: Settings): RuleFamily[] {
  return [
    {
      name: 'services',
      recordings: [],
      alerts: [
        alert({
          name: 'ServiceFailing',
          severity: 'critical',
          summary: 'Requests to a service fail.',
          description: `{{ $value | humanizePercentage }} of the requests to {{ $labels.service_name }}${IN_ENVIRONMENT} failed in the last five minutes.`,
          // Five failures in five minutes at least: of fewer, a share says nothing.
          expr: promql`${recorded(service.failureRatio)} > ${FAILED_REQUESTS} and 300 * ${recorded(
            service.failureRatio,
          )} * ${recorded(service.requests)} >= 5`,
          by,
          for: '5m',
          keepFiringFor: '5m',
          dashboard: 'error-tracking',
        }),
        alert({
          name: 'ServiceSlow',
          severity: 'warning',
          summary: 'A service answers much slower than usual.',
          description: `One in twenty requests to {{ $labels.service_name }}${IN_ENVIRONMENT} takes longer than {{ $value | printf "%.0f" }} ms, more than twice as long as usual.`,
          // A quarter of a second more, so that people feel it; twenty requests in five minutes, so that it is no chance.
          expr: promql`${recorded(service.duration95)} > 2 * ${recorded(
            service.durationUsual,
          )} and ${recorded(service.duration95)} - ${recorded(
            service.durationUsual,
          )} > 250 and 300 * ${recorded(service.requests)} >= 20`,
          by,
          for: '15m',
          keepFiringFor: '10m',
          dashboard: 'platform-overview',
        }),
        alert({
          name: 'DependencyFailing',
          severity: 'warning',
          summary: 'What a service depends on fails.',
          description:
            '{{ $value | humanizePercentage }} of the calls of {{ $labels.service_name }} to {{ $labels.server }} failed in the last five minutes.',
          expr: promql`${recorded(service.dependencyFailureRatio)} > ${FAILED_CALLS} and 300 * ${recorded(
            service.dependencyFailures,
          )} >= 5`,
          by: ['service_name', 'server'],
          for: '10m',
          keepFiringFor: '5m',
          dashboard: 'error-tracking',
        }),
      ],
    },
  ];
}
