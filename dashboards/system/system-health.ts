import { hubMetrics } from '@observatory/shim/conventions';
import { buckets, maxBy, minBy, promql, series } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosenBy } from '../parts/chosen.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { row } from '../parts/layout.ts';
import { figure, lines } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const up = series(serverMetrics.up);

/** The stack about itself: what is up, what flows, what waits, what is lost. */
export function systemHealth(_settings: Settings): DashboardParts {
  return {
    uid: 'system-health',
    title: 'System health',
    description: 'Whether the servers of Observatory are up, take everything in and keep up.',
    rows: [
      row(
        4,
        figure(
          {
            title: 'Servers down?',
            description: 'Targets that do not answer Prometheus.',
            unit: 'short',
            empty: 'Nothing in this time.',
          },
          ask(promql`count(${up} == 0) or vector(0)`, 'down'),
        ),
        figure(
          {
            title: 'Alerts firing?',
            description: 'Alertmanager says which and whom it told.',
            unit: 'short',
            empty: 'Nothing in this time.',
          },
          ask(
            promql`count(${series(serverMetrics.alerts, { alertstate: 'firing' })}) or vector(0)`,
            'firing',
          ),
        ),
        figure(
          {
            title: 'Refused by the hub?',
            description: 'Records a second that the hub did not take; its /metrics says why.',
            unit: 'cps',
            empty: 'Nothing in this time.',
          },
          ask(promql`sum(rate(${series(hubMetrics.rejected)}[5m])) or vector(0)`, 'refused'),
        ),
      ),
      row(
        8,
        lines(
          {
            title: 'Answers to Prometheus?',
            description: '1 while a server answers, by server.',
            unit: 'short',
            empty: 'Nothing in this time.',
          },
          ask(minBy(['job'], series(serverMetrics.up, chosenBy(['job', 'instance']))), '{{job}}'),
        ),
        lines(
          {
            title: 'Stored by the hub?',
            description: 'Records a second, by signal.',
            unit: 'cps',
            empty: 'Nothing in this time.',
          },
          ask(promql`sum by (signal) (rate(${series(hubMetrics.ingested)}[$__rate_interval]))`, '{{signal}}'),
        ),
      ),
      row(
        8,
        lines(
          {
            title: 'Time to store, 95th percentile?',
            description: 'From a decoded request to its commit in the hub.',
            unit: 's',
            empty: 'Nothing in this time.',
          },
          ask(
            promql`histogram_quantile(0.95, sum by (le, signal) (rate(${buckets(hubMetrics.ingestDuration)}[$__rate_interval])))`,
            '{{signal}}',
          ),
        ),
        lines(
          {
            title: 'Traces that wait to be folded?',
            description:
              'Stored, but not yet in the list of executions. Grows while senders are faster than the hub.',
            unit: 'short',
            empty: 'Nothing in this time.',
          },
          ask(maxBy([], series(hubMetrics.foldLag)), 'waiting'),
        ),
      ),
    ],
  };
}
