import { type Dashboard, DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { hubMetrics } from '@observatory/shim/conventions';
import { withRows } from './layout.ts';
import { figure, lines } from './panels.ts';

const rate = (metric: { readonly name: string }, by: string, selector = '') =>
  `sum by (${by}) (rate(${metric.name}${selector}[$__rate_interval]))`;

/** The stack about itself: what is up, what flows, what waits, what is lost. */
export function systemHealth(): Dashboard {
  const dashboard = new DashboardBuilder('System health')
    .uid('system-health')
    .description('Whether the servers of Observatory are up, take everything in and keep up.')
    .tags(['observatory'])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .editable()
    .build();
  return withRows(dashboard, [
    {
      height: 4,
      panels: [
        {
          width: 8,
          panel: figure(
            { title: 'Servers down', description: 'Targets that do not answer Prometheus.', unit: 'short' },
            { expr: 'count(up == 0) or vector(0)', legend: 'down' },
            1,
          ),
        },
        {
          width: 8,
          panel: figure(
            {
              title: 'Alerts firing',
              description: 'Alertmanager says which and whom it told.',
              unit: 'short',
            },
            { expr: 'count(ALERTS{alertstate="firing"}) or vector(0)', legend: 'firing' },
            1,
          ),
        },
        {
          width: 8,
          panel: figure(
            {
              title: 'Refused by the hub',
              description: 'Records a second that the hub did not take; its /metrics says why.',
              unit: 'cps',
            },
            { expr: `sum(rate(${hubMetrics.rejected.name}[5m])) or vector(0)`, legend: 'refused' },
            1,
          ),
        },
      ],
    },
    {
      height: 8,
      panels: [
        {
          width: 12,
          panel: lines(
            {
              title: 'Answers to Prometheus',
              description: '1 while a server answers, by server.',
              unit: 'short',
            },
            { expr: 'min by (job) (up)', legend: '{{job}}' },
          ),
        },
        {
          width: 12,
          panel: lines(
            { title: 'Stored by the hub', description: 'Records a second, by signal.', unit: 'cps' },
            { expr: rate(hubMetrics.ingested, 'signal'), legend: '{{signal}}' },
          ),
        },
      ],
    },
    {
      height: 8,
      panels: [
        {
          width: 12,
          panel: lines(
            {
              title: 'Time to store, 95th percentile',
              description: 'From a decoded request to its commit in the hub.',
              unit: 's',
            },
            {
              expr: `histogram_quantile(0.95, ${rate({ name: `${hubMetrics.ingestDuration.name}_bucket` }, 'le, signal')})`,
              legend: '{{signal}}',
            },
          ),
        },
        {
          width: 12,
          panel: lines(
            {
              title: 'Traces that wait to be folded',
              description:
                'Stored, but not yet in the list of executions. Grows while senders are faster than the hub.',
              unit: 'short',
            },
            { expr: `max(${hubMetrics.foldLag.name})`, legend: 'waiting' },
          ),
        },
      ],
    },
  ]);
}
