import type { HubContext } from '../api/context.ts';
import type { PriceDescription } from '../prices/price-table.ts';

/** Something that this hub can do, or why it cannot. */
export interface Capability {
  readonly name: string;
  readonly available: boolean;
  readonly detail: string;
}

/** What this hub can do as it is set up, and what a setting would add. */
export function capabilitiesOf(
  {
    otlpPorts,
    integrations,
    anomalyDetection,
    pages,
    maxStreams,
  }: Pick<HubContext, 'otlpPorts' | 'integrations' | 'anomalyDetection' | 'pages' | 'maxStreams'>,
  prices: PriceDescription,
): Capability[] {
  const always = (name: string, detail: string) => ({ name, available: true, detail });
  /** `given` says by what it is there; without it, `setting` would bring it. */
  const by = (name: string, given: string | null, setting: string) => ({
    name,
    available: given !== null,
    detail: given ?? `${setting} is not set.`,
  });
  const { loki, prometheus } = integrations.urls;
  return [
    always(
      'otlp_http',
      `POST /v1/traces, /v1/logs and /v1/metrics${otlpPorts.http === null ? '' : `, also on port ${otlpPorts.http}`}.`,
    ),
    {
      name: 'otlp_grpc',
      available: otlpPorts.grpc !== null,
      detail: otlpPorts.grpc === null ? 'OBSERVATORY_OTLP_GRPC_PORT is off.' : `Port ${otlpPorts.grpc}.`,
    },
    always('otlp_export', 'GET /otlp/traces, /otlp/logs and /otlp/metrics.'),
    always('server_sent_events', `GET /api/observability/events/stream; ${maxStreams} streams at most.`),
    always('websockets', 'GET /api/v1/observability/ws/metrics, with a handshake.'),
    always('search', 'GET /api/v1/executions with q or query.'),
    always('snapshots', 'GET /api/v1/executions/ID/snapshots.'),
    always('alert_history', 'GET /api/v1/alerts.'),
    always('prices', `Table ${prices.table} ${prices.version}.`),
    {
      name: 'price_overrides',
      available: prices.overrides !== null,
      detail:
        prices.overrides === null
          ? 'OBSERVATORY_PRICES is not set.'
          : `${prices.overrides.entries} of ${prices.overrides.path}.`,
    },
    {
      name: 'anomaly_detection',
      available: anomalyDetection,
      detail: anomalyDetection ? 'By season, of day and week.' : 'ENABLE_ANOMALY_DETECTION is false.',
    },
    by('resource_trends', prometheus && 'From Prometheus.', 'OBSERVATORY_PROMETHEUS_URL'),
    by('logs_of_all_services', loki && 'From Loki.', 'OBSERVATORY_LOKI_URL'),
    by('links_to_jaeger', pages.jaeger, 'OBSERVATORY_JAEGER_URL'),
    by('links_to_grafana', pages.grafana, 'OBSERVATORY_GRAFANA_URL'),
  ];
}
