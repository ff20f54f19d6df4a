/** Where Grafana finds what it reads; each address is a URL as Grafana's server sees it. */
export interface DataSourceAddresses {
  readonly prometheus: string;
  /** `Mimir` where Prometheus only writes on to one. */
  readonly prometheusType: 'Prometheus' | 'Mimir';
  readonly scrapeInterval: string;
  readonly loki: string;
  readonly jaeger: string;
  readonly alertmanager: string;
}

/** Stable ids: links between data sources and every panel name these. */
export const uids = {
  prometheus: 'prometheus',
  loki: 'loki',
  jaeger: 'jaeger',
  alertmanager: 'alertmanager',
  /** PostgreSQL: the hub's read-only views. */
  hub: 'hub',
} as const;

/** What the collector makes of spans, and those of the span that is looked at. */
const calls = 'traces_span_metrics_calls_total';
const span = 'span_name="$${__span.name}"';

/**
 * Grafana's provisioning file of data sources as data: from an exemplar to its trace, from a span to its logs and
 * metrics, from a log line to its trace. `$$` is a `$` that Grafana does not take for a variable of the environment.
 */
export function dataSources(at: DataSourceAddresses) {
  const common = { access: 'proxy', orgId: 1, editable: false, version: 1 } as const;
  return {
    apiVersion: 1,
    // What an earlier version provisioned and this one does not goes.
    prune: true,
    datasources: [
      {
        ...common,
        name: 'Prometheus',
        uid: uids.prometheus,
        type: 'prometheus',
        url: at.prometheus,
        isDefault: true,
        jsonData: {
          httpMethod: 'POST',
          prometheusType: at.prometheusType,
          timeInterval: at.scrapeInterval,
          manageAlerts: true,
          alertmanagerUid: uids.alertmanager,
          exemplarTraceIdDestinations: [
            { name: 'trace_id', datasourceUid: uids.jaeger, urlDisplayLabel: 'Trace' },
          ],
        },
      },
      {
        ...common,
        name: 'Loki',
        uid: uids.loki,
        type: 'loki',
        url: at.loki,
        jsonData: {
          maxLines: 1000,
          derivedFields: [
            {
              name: 'trace_id',
              matcherType: 'label',
              matcherRegex: 'trace_id',
              url: '$${__value.raw}',
              datasourceUid: uids.jaeger,
              urlDisplayLabel: 'Trace',
            },
          ],
        },
      },
      {
        ...common,
        name: 'Jaeger',
        uid: uids.jaeger,
        type: 'jaeger',
        url: at.jaeger,
        jsonData: {
          nodeGraph: { enabled: true },
          tracesToLogsV2: {
            datasourceUid: uids.loki,
            spanStartTimeShift: '-5m',
            spanEndTimeShift: '5m',
            customQuery: true,
            // All services of the trace. Not of the span's service alone: Jaeger has its name beside the tags, where
            // `__tags` does not find it.
            query: '{service_name=~".+"} | trace_id="$${__trace.traceId}"',
          },
          tracesToMetrics: {
            datasourceUid: uids.prometheus,
            spanStartTimeShift: '-15m',
            spanEndTimeShift: '15m',
            queries: [
              { name: 'Calls a second', query: `sum by (service_name) (rate(${calls}{${span}}[5m]))` },
              {
                name: 'Errors a second',
                query: `sum by (service_name) (rate(${calls}{${span},status_code="STATUS_CODE_ERROR"}[5m]))`,
              },
            ],
          },
        },
      },
      {
        ...common,
        name: 'Alertmanager',
        uid: uids.alertmanager,
        type: 'alertmanager',
        url: at.alertmanager,
        // Prometheus' rules stay its own: one evaluator per rule, one notifier.
        jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
      },
    ],
  };
}
