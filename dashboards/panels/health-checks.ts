import { PROBES_FAIL, probesAnswered } from '../../alerts/contract/resources.ts';
import { maxBy, series } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { below } from '../parts/limits.ts';
import { lines, type Panel, states } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const empty = 'No address is probed: name those of your services in the setting collection.healthChecks.';

/** What the collector finds when it asks `/health` of services. */
export const healthCheckPanels = {
  answered: states(
    {
      title: 'When did which health check fail?',
      description:
        "Share of the collector's probes of two minutes that were answered with 2xx, by address. Red where fewer than half were.",
      unit: 'percentunit',
      empty,
      limits: below(PROBES_FAIL),
      alerts: ['HealthCheckFailing'],
    },
    ask(probesAnswered, '{{http_url}}'),
  ),
  duration: lines(
    {
      title: 'How long do health checks take?',
      description:
        'From the probe to the answer, by address. A check that takes longer and longer is about to fail.',
      unit: 'ms',
      empty,
      alerts: ['HealthCheckFailing'],
    },
    ask(maxBy(['http_url'], series(serverMetrics.probeDuration)), '{{http_url}}'),
  ),
} as const satisfies Readonly<Record<string, Panel>>;
