import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { hubMetrics } from '@observatory/shim/conventions';
import { buckets, maxBy, minBy, promql, series } from '../alerts/promql/expression.ts';
import { serverMetrics } from '../alerts/promql/server-metrics.ts';
import { dashboard } from './dashboard.ts';
import { row } from './layout.ts';
import { figure, lines } from './panels.ts';
import { chosenBy, variable } from './variables.ts';

const up = series(serverMetrics.up);

/** The stack about itself: what is up, what flows, what waits, what is lost. */
export function systemHealth(alertLabels: readonly string[]): Dashboard {
  return dashboard(
    {
      uid: 'system-health',
      title: 'System health',
      description: 'Whether the servers of Observatory are up, take everything in and keep up.',
      variables: [variable('job', up), variable('instance', up)],
      rows: [
        row(
          4,
          figure(
            { title: 'Servers down', description: 'Targets that do not answer Prometheus.', unit: 'short' },
            { expr: promql`count(${up} == 0) or vector(0)`, legend: 'down' },
            1,
          ),
          figure(
            {
              title: 'Alerts firing',
              description: 'Alertmanager says which and whom it told.',
              unit: 'short',
            },
            {
              expr: promql`count(${series(serverMetrics.alerts, { alertstate: 'firing' })}) or vector(0)`,
              legend: 'firing',
            },
            1,
          ),
          figure(
            {
              title: 'Refused by the hub',
              description: 'Records a second that the hub did not take; its /metrics says why.',
              unit: 'cps',
            },
            { expr: promql`sum(rate(${series(hubMetrics.rejected)}[5m])) or vector(0)`, legend: 'refused' },
            1,
          ),
        ),
        row(
          8,
          lines(
            {
              title: 'Answers to Prometheus',
              description: '1 while a server answers, by server.',
              unit: 'short',
            },
            {
              expr: minBy(['job'], series(serverMetrics.up, chosenBy(['job', 'instance']))),
              legend: '{{job}}',
            },
          ),
          lines(
            { title: 'Stored by the hub', description: 'Records a second, by signal.', unit: 'cps' },
            {
              expr: promql`sum by (signal) (rate(${series(hubMetrics.ingested)}[$__rate_interval]))`,
              legend: '{{signal}}',
            },
          ),
        ),
        row(
          8,
          lines(
            {
              title: 'Time to store, 95th percentile',
              description: 'From a decoded request to its commit in the hub.',
              unit: 's',
            },
            {
              expr: promql`histogram_quantile(0.95, sum by (le, signal) (rate(${buckets(hubMetrics.ingestDuration)}[$__rate_interval])))`,
              legend: '{{signal}}',
            },
          ),
          lines(
            {
              title: 'Traces that wait to be folded',
              description:
                'Stored, but not yet in the list of executions. Grows while senders are faster than the hub.',
              unit: 'short',
            },
            { expr: maxBy([], series(hubMetrics.foldLag)), legend: 'waiting' },
          ),
        ),
      ],
    },
    alertLabels,
  );
}
