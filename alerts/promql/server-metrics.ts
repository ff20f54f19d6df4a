import type { InstrumentKind } from '@observatory/shim/conventions';
import { stackMetrics } from './stack-metrics.ts';

/** A metric of a server that is not ours, by the name that Prometheus has it under. */
export interface ServerMetric {
  readonly prometheus: string;
  readonly kind: InstrumentKind;
  readonly labels: readonly string[];
  /** Who has it; test/real asks the real one. `kubelet`, `cadvisor` and `grafana` cannot run here. */
  readonly from:
    | 'prometheus'
    | 'alertmanager'
    | 'loki'
    | 'jaeger'
    | 'collector'
    | 'host'
    | 'kubelet'
    | 'cadvisor'
    | 'grafana';
}

const metric = <const M extends ServerMetric>(definition: M): M => definition;

/** Who a container is: `container`, `pod` and `namespace` of the kubelet, `name` of Docker. */
const containerLabels = ['namespace', 'pod', 'container', 'name'] as const;
const ofContainers = <const N extends string>(prometheus: N, kind: 'counter' | 'gauge') =>
  metric({ prometheus, kind, labels: containerLabels, from: 'cadvisor' });

const spanLabels = [
  'service_name',
  'service_namespace',
  'span_name',
  'span_kind',
  'status_code',
  'gen_ai_operation_name',
  'gen_ai_agent_name',
  'gen_ai_workflow_name',
  'gen_ai_tool_name',
  'gen_ai_provider_name',
  'gen_ai_request_model',
  'error_type',
] as const;

const accepted = <const R extends string>(records: R) =>
  metric({
    prometheus: `otelcol_receiver_accepted_${records}`,
    kind: 'counter',
    labels: ['receiver', 'transport'],
    from: 'collector',
  });

/** Given up by an exporter; only a refusal that is final is. */
const sendFailed = <const R extends string>(records: R) =>
  metric({
    prometheus: `otelcol_exporter_send_failed_${records}`,
    kind: 'counter',
    labels: ['exporter'],
    from: 'collector',
  });

/** Metrics of the servers around ours, each by the one name that rules and dashboards use. */
export const serverMetrics = {
  ...stackMetrics,
  // Prometheus, of every target.
  up: metric({ prometheus: 'up', kind: 'gauge', labels: [], from: 'prometheus' }),
  // Of each process that sends metrics; its `job` is the service, after its name space where it has one.
  targetInfo: metric({
    prometheus: 'target_info',
    kind: 'gauge',
    labels: ['service_version'],
    from: 'prometheus',
  }),
  alerts: metric({
    prometheus: 'ALERTS',
    kind: 'gauge',
    labels: ['alertname', 'alertstate', 'severity'],
    from: 'prometheus',
  }),

  openFiles: metric({ prometheus: 'process_open_fds', kind: 'gauge', labels: [], from: 'prometheus' }),
  serverCpu: metric({
    prometheus: 'process_cpu_seconds_total',
    kind: 'counter',
    labels: [],
    from: 'prometheus',
  }),
  residentMemory: metric({
    prometheus: 'process_resident_memory_bytes',
    kind: 'gauge',
    labels: [],
    from: 'prometheus',
  }),
  mostFiles: metric({ prometheus: 'process_max_fds', kind: 'gauge', labels: [], from: 'prometheus' }),

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

  edgeCalls: metric({
    prometheus: 'traces_service_graph_request_total',
    kind: 'counter',
    labels: ['client', 'server', 'connection_type'],
    from: 'collector',
  }),
  // As the caller saw it, in seconds.
  edgeDuration: metric({
    prometheus: 'traces_service_graph_request_client_seconds',
    kind: 'histogram',
    labels: ['client', 'server', 'connection_type'],
    from: 'collector',
  }),
  edgeFailures: metric({
    prometheus: 'traces_service_graph_request_failed_total',
    kind: 'counter',
    labels: ['client', 'server', 'connection_type'],
    from: 'collector',
  }),

  // Of the collector's probes of /health. What another status code left behind stays for five minutes.
  probeStatus: metric({
    prometheus: 'httpcheck_status',
    kind: 'gauge',
    labels: ['http_url', 'http_method', 'http_status_class', 'http_status_code'],
    from: 'collector',
  }),

  probeError: metric({
    prometheus: 'httpcheck_error',
    kind: 'gauge',
    labels: ['http_url', 'error_message'],
    from: 'collector',
  }),
  probeDuration: metric({
    prometheus: 'httpcheck_duration_milliseconds',
    kind: 'gauge',
    labels: ['http_url'],
    from: 'collector',
  }),

  // Of the collector about itself.
  queueSize: metric({
    prometheus: 'otelcol_exporter_queue_size',
    kind: 'gauge',
    labels: ['exporter', 'data_type'],
    from: 'collector',
  }),
  queueCapacity: metric({
    prometheus: 'otelcol_exporter_queue_capacity',
    kind: 'gauge',
    labels: ['exporter'],
    from: 'collector',
  }),

  acceptedSpans: accepted('spans'),
  acceptedLogs: accepted('log_records'),
  acceptedPoints: accepted('metric_points'),
  sendFailedSpans: sendFailed('spans'),
  sendFailedLogs: sendFailed('log_records'),
  sendFailedPoints: sendFailed('metric_points'),

  // The host, from the collector's host metrics.
  filesystemUsage: metric({
    prometheus: 'system_filesystem_usage_bytes',
    kind: 'gauge',
    labels: ['mountpoint', 'state', 'device', 'mode'],
    from: 'host',
  }),

  cpuUtilization: metric({
    prometheus: 'system_cpu_utilization_ratio',
    kind: 'gauge',
    labels: ['cpu', 'state'],
    from: 'host',
  }),
  load5m: metric({ prometheus: 'system_cpu_load_average_5m', kind: 'gauge', labels: [], from: 'host' }),
  memoryUsage: metric({
    prometheus: 'system_memory_usage_bytes',
    kind: 'gauge',
    labels: ['state'],
    from: 'host',
  }),
  memoryAvailable: metric({
    prometheus: 'system_linux_memory_available_bytes',
    kind: 'gauge',
    labels: [],
    from: 'host',
  }),
  inodes: metric({
    prometheus: 'system_filesystem_inodes_usage',
    kind: 'gauge',
    labels: ['mountpoint', 'state', 'device'],
    from: 'host',
  }),
  diskQueueTime: metric({
    prometheus: 'system_disk_weighted_io_time_seconds_total',
    kind: 'counter',
    labels: ['device'],
    from: 'host',
  }),
  diskOperations: metric({
    prometheus: 'system_disk_operations_total',
    kind: 'counter',
    labels: ['device', 'direction'],
    from: 'host',
  }),
  diskOperationTime: metric({
    prometheus: 'system_disk_operation_time_seconds_total',
    kind: 'counter',
    labels: ['device', 'direction'],
    from: 'host',
  }),
  diskBytes: metric({
    prometheus: 'system_disk_io_bytes_total',
    kind: 'counter',
    labels: ['device', 'direction'],
    from: 'host',
  }),
  networkBytes: metric({
    prometheus: 'system_network_io_bytes_total',
    kind: 'counter',
    labels: ['device', 'direction'],
    from: 'host',
  }),
  networkDropped: metric({
    prometheus: 'system_network_dropped_total',
    kind: 'counter',
    labels: ['device', 'direction'],
    from: 'host',
  }),
  networkErrors: metric({
    prometheus: 'system_network_errors_total',
    kind: 'counter',
    labels: ['device', 'direction'],
    from: 'host',
  }),
  networkPackets: metric({
    prometheus: 'system_network_packets_total',
    kind: 'counter',
    labels: ['device', 'direction'],
    from: 'host',
  }),

  // Containers: each kubelet's cAdvisor, or the one beside Docker.
  containerCpu: ofContainers('container_cpu_usage_seconds_total', 'counter'),
  containerCpuQuota: ofContainers('container_spec_cpu_quota', 'gauge'),
  containerCpuPeriod: ofContainers('container_spec_cpu_period', 'gauge'),
  containerCpuPeriods: ofContainers('container_cpu_cfs_periods_total', 'counter'),
  containerThrottledPeriods: ofContainers('container_cpu_cfs_throttled_periods_total', 'counter'),
  containerThrottledTime: ofContainers('container_cpu_cfs_throttled_seconds_total', 'counter'),
  containerWorkingSet: ofContainers('container_memory_working_set_bytes', 'gauge'),
  containerMemoryLimit: ofContainers('container_spec_memory_limit_bytes', 'gauge'),
  containerOutOfMemory: ofContainers('container_oom_events_total', 'counter'),
  containerStart: ofContainers('container_start_time_seconds', 'gauge'),

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
