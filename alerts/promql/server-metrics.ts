import type { InstrumentKind } from '@observatory/shim/conventions';

/** A metric of a server that is not ours, by the name that Prometheus has it under. */
export interface ServerMetric {
  readonly prometheus: string;
  readonly kind: InstrumentKind;
  readonly labels: readonly string[];
  /** Who has it; test/real asks the real one. `kubelet` and `cadvisor` cannot run here. */
  readonly from:
    | 'prometheus'
    | 'alertmanager'
    | 'loki'
    | 'jaeger'
    | 'collector'
    | 'host'
    | 'kubelet'
    | 'cadvisor';
}

const metric = <const M extends ServerMetric>(definition: M): M => definition;

const spanLabels = ['service_name', 'service_namespace', 'span_name', 'span_kind', 'status_code'] as const;

/** Metrics of the servers around ours, each by the one name that rules and dashboards use. */
export const serverMetrics = {
  // Prometheus, of every target.
  up: metric({ prometheus: 'up', kind: 'gauge', labels: [], from: 'prometheus' }),
  alerts: metric({
    prometheus: 'ALERTS',
    kind: 'gauge',
    labels: ['alertname', 'alertstate', 'severity'],
    from: 'prometheus',
  }),

  // Of the collector, made from all spans before sampling.
  spanCalls: metric({
    prometheus: 'traces_span_metrics_calls_total',
    kind: 'counter',
    labels: spanLabels,
    from: 'collector',
  }),
  spanDuration: metric({
    prometheus: 'traces_span_metrics_duration_milliseconds',
    kind: 'histogram',
    labels: spanLabels,
    from: 'collector',
  }),

  // Of the collector about itself.
  queueSize: metric({
    prometheus: 'otelcol_exporter_queue_size',
    kind: 'gauge',
    labels: ['exporter'],
    from: 'collector',
  }),
  queueCapacity: metric({
    prometheus: 'otelcol_exporter_queue_capacity',
    kind: 'gauge',
    labels: ['exporter'],
    from: 'collector',
  }),

  // The host, from the collector's host metrics.
  filesystemUsage: metric({
    prometheus: 'system_filesystem_usage_bytes',
    kind: 'gauge',
    labels: ['mountpoint', 'state', 'device'],
    from: 'host',
  }),

  // Each node's kubelet.
  volumeAvailable: metric({
    prometheus: 'kubelet_volume_stats_available_bytes',
    kind: 'gauge',
    labels: ['namespace', 'persistentvolumeclaim'],
    from: 'kubelet',
  }),
  volumeCapacity: metric({
    prometheus: 'kubelet_volume_stats_capacity_bytes',
    kind: 'gauge',
    labels: ['namespace', 'persistentvolumeclaim'],
    from: 'kubelet',
  }),
} as const;
