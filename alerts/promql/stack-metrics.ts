import type { ServerMetric } from './server-metrics.ts';

type From = ServerMetric['from'];

const ofKind =
  <const K extends 'counter' | 'gauge' | 'histogram'>(kind: K) =>
  <const N extends string, const L extends readonly string[]>(from: From, prometheus: N, ...labels: L) => ({
    prometheus,
    kind,
    labels,
    from,
  });
const counter = ofKind('counter');
const gauge = ofKind('gauge');
const histogram = ofKind('histogram');

/** What the servers of the stack say of themselves. */
export const stackMetrics = {
  // Prometheus, of each scrape.
  scrapeDuration: gauge('prometheus', 'scrape_duration_seconds'),
  scrapedSeries: gauge('prometheus', 'scrape_samples_post_metric_relabeling'),
  poolTargets: gauge('prometheus', 'prometheus_target_scrape_pool_targets', 'scrape_job'),
  scrapeOutOfOrder: counter('prometheus', 'prometheus_target_scrapes_sample_out_of_order_total'),
  scrapeDuplicates: counter('prometheus', 'prometheus_target_scrapes_sample_duplicate_timestamp_total'),
  scrapeOutOfBounds: counter('prometheus', 'prometheus_target_scrapes_sample_out_of_bounds_total'),
  scrapeSampleLimit: counter('prometheus', 'prometheus_target_scrapes_exceeded_sample_limit_total'),

  // Prometheus, of its rules, its configuration and what it tells Alertmanager.
  ruleFailures: counter('prometheus', 'prometheus_rule_evaluation_failures_total', 'rule_group'),
  ruleGroupDuration: gauge('prometheus', 'prometheus_rule_group_last_duration_seconds', 'rule_group'),
  ruleGroupInterval: gauge('prometheus', 'prometheus_rule_group_interval_seconds', 'rule_group'),
  prometheusReloaded: gauge('prometheus', 'prometheus_config_last_reload_successful'),
  notificationsSent: counter('prometheus', 'prometheus_notifications_sent_total', 'alertmanager'),
  notificationErrors: counter('prometheus', 'prometheus_notifications_errors_total', 'alertmanager'),
  notificationsDropped: counter('prometheus', 'prometheus_notifications_dropped_total'),

  // Prometheus, of what it keeps.
  headSeries: gauge('prometheus', 'prometheus_tsdb_head_series'),
  seriesCreated: counter('prometheus', 'prometheus_tsdb_head_series_created_total'),
  seriesRemoved: counter('prometheus', 'prometheus_tsdb_head_series_removed_total'),
  samplesStored: counter('prometheus', 'prometheus_tsdb_head_samples_appended_total', 'type'),
  blockBytes: gauge('prometheus', 'prometheus_tsdb_storage_blocks_bytes'),
  // Loki has one of the same name.
  walBytes: gauge('prometheus', 'prometheus_tsdb_wal_storage_size_bytes'),
  headChunkBytes: gauge('prometheus', 'prometheus_tsdb_head_chunks_storage_size_bytes'),
  // A summary: a series for each quantile and each part of the work.
  queryDuration: gauge('prometheus', 'prometheus_engine_query_duration_seconds', 'quantile', 'slice'),
  headMaxTime: gauge('prometheus', 'prometheus_tsdb_head_max_time_seconds'),
  outOfOrder: counter('prometheus', 'prometheus_tsdb_out_of_order_samples_total', 'type'),
  outOfBounds: counter('prometheus', 'prometheus_tsdb_out_of_bound_samples_total', 'type'),
  tooOld: counter('prometheus', 'prometheus_tsdb_too_old_samples_total', 'type'),
  sizeRetentions: counter('prometheus', 'prometheus_tsdb_size_retentions_total'),
  compactionsFailed: counter('prometheus', 'prometheus_tsdb_compactions_failed_total'),
  walWritesFailed: counter('prometheus', 'prometheus_tsdb_wal_writes_failed_total'),
  walCorruptions: counter('prometheus', 'prometheus_tsdb_wal_corruptions_total'),
  blockReloadsFailed: counter('prometheus', 'prometheus_tsdb_reloads_failures_total'),
  checkpointsFailed: counter('prometheus', 'prometheus_tsdb_checkpoint_creations_failed_total'),
  headTruncationsFailed: counter('prometheus', 'prometheus_tsdb_head_truncations_failed_total'),
  // Only where it writes to another store.
  remoteSentUntil: gauge(
    'prometheus',
    'prometheus_remote_storage_queue_highest_sent_timestamp_seconds',
    'remote_name',
    'url',
  ),
  remoteFailed: counter('prometheus', 'prometheus_remote_storage_samples_failed_total', 'remote_name', 'url'),

  // Alertmanager.
  alertmanagerReloaded: gauge('alertmanager', 'alertmanager_config_last_reload_successful'),
  heldAlerts: gauge('alertmanager', 'alertmanager_alerts', 'state'),
  silences: gauge('alertmanager', 'alertmanager_silences', 'state'),
  notices: counter('alertmanager', 'alertmanager_notifications_total', 'integration', 'receiver_name'),
  noticesFailed: counter(
    'alertmanager',
    'alertmanager_notifications_failed_total',
    'integration',
    'reason',
    'receiver_name',
  ),
  // Only where there are several.
  clusterMembers: gauge('alertmanager', 'alertmanager_cluster_members'),

  // The collector. Its names have no `_total` in any of our versions (collector/telemetry.ts).
  refusedSpans: counter('collector', 'otelcol_receiver_refused_spans', 'receiver', 'transport'),
  refusedLogs: counter('collector', 'otelcol_receiver_refused_log_records', 'receiver', 'transport'),
  refusedPoints: counter('collector', 'otelcol_receiver_refused_metric_points', 'receiver', 'transport'),
  limitedSpans: counter('collector', 'otelcol_processor_refused_spans', 'processor'),
  limitedLogs: counter('collector', 'otelcol_processor_refused_log_records', 'processor'),
  limitedPoints: counter('collector', 'otelcol_processor_refused_metric_points', 'processor'),
  sentSpans: counter('collector', 'otelcol_exporter_sent_spans', 'exporter'),
  sentLogs: counter('collector', 'otelcol_exporter_sent_log_records', 'exporter'),
  sentPoints: counter('collector', 'otelcol_exporter_sent_metric_points', 'exporter'),
  notQueuedSpans: counter('collector', 'otelcol_exporter_enqueue_failed_spans', 'exporter'),
  notQueuedLogs: counter('collector', 'otelcol_exporter_enqueue_failed_log_records', 'exporter'),
  notQueuedPoints: counter('collector', 'otelcol_exporter_enqueue_failed_metric_points', 'exporter'),

  collectorCpu: counter('collector', 'otelcol_process_cpu_seconds'),
  collectorMemory: gauge('collector', 'otelcol_process_memory_rss'),

  // Loki.
  lokiLines: counter('loki', 'loki_distributor_lines_received_total', 'tenant'),
  lokiBytes: counter('loki', 'loki_distributor_bytes_received_total', 'tenant'),
  lokiStreams: gauge('loki', 'loki_ingester_memory_streams', 'tenant'),
  lokiRequests: histogram('loki', 'loki_request_duration_seconds', 'method', 'route', 'status_code'),
  lokiPanics: counter('loki', 'loki_panic_total'),
  lokiDiscarded: counter('loki', 'loki_discarded_samples_total', 'reason', 'tenant'),
  lokiFlushFailures: counter('loki', 'loki_ingester_chunks_flush_failures_total'),
  lokiWalDiskFull: counter('loki', 'loki_ingester_wal_disk_full_failures_total'),
  lokiRetentionRun: gauge('loki', 'loki_compactor_apply_retention_last_successful_run_timestamp_seconds'),

  // Jaeger, which is a collector of a later version: here `_total` is there.
  jaegerNotStored: counter('jaeger', 'otelcol_exporter_send_failed_spans_total', 'exporter'),
  jaegerStored: counter('jaeger', 'otelcol_exporter_sent_spans_total', 'exporter'),
  jaegerCpu: counter('jaeger', 'otelcol_process_cpu_seconds_total'),
  jaegerMemory: gauge('jaeger', 'otelcol_process_memory_rss_bytes'),
  // Its buckets are those of milliseconds: only the mean says anything.
  jaegerLatency: histogram('jaeger', 'jaeger_storage_latency_seconds', 'kind', 'role', 'operation', 'result'),
  jaegerRequests: counter('jaeger', 'jaeger_storage_requests_total', 'kind', 'role', 'operation', 'result'),

  // Grafana.
  grafanaRequests: histogram(
    'grafana',
    'grafana_http_request_duration_seconds',
    'handler',
    'method',
    'status_code',
  ),
} as const;
