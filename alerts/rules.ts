import { hubMetrics, prometheusName } from '@observatory/shim/conventions';
import type { Settings } from '../infra/settings/schema.ts';

export type Severity = 'critical' | 'warning' | 'info' | 'none';

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: { readonly severity: Severity } & Readonly<Record<string, string>>;
  readonly annotations: { readonly summary: string; readonly description: string };
}

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A group of a Prometheus rule file and of a PrometheusRule, in their own words. */
export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** All rules that a stack with these settings evaluates. */
export function ruleGroups(_settings: Settings): RuleGroup[] {
  return [watchdog, stack];
}

const watchdog: RuleGroup = {
  name: 'watchdog',
  rules: [
    {
      alert: 'Watchdog',
      expr: 'vector(1)',
      labels: { severity: 'none' },
      annotations: {
        summary: 'Alerting works.',
        description: 'Always fires: whoever stops hearing it knows that alerts no longer arrive.',
      },
    },
  ],
};

/** The ways on which telemetry is lost: a server gone, a queue full, a disk full. */
const stack: RuleGroup = {
  name: 'stack',
  rules: [
    {
      alert: 'TargetDown',
      expr: 'up == 0',
      for: '2m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'A server does not answer Prometheus.',
        description: '{{ $labels.job }} at {{ $labels.instance }} has not answered for two minutes.',
      },
    },
    {
      alert: 'CollectorQueueFilling',
      expr: 'otelcol_exporter_queue_size / otelcol_exporter_queue_capacity > 0.7',
      for: '5m',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'A queue of the collector fills.',
        description:
          'The queue of {{ $labels.exporter }} is {{ $value | humanizePercentage }} full: its backend is away or too slow.',
      },
    },
    {
      alert: 'CollectorDropsTelemetry',
      expr: 'sum by (job, instance, exporter) (rate({__name__=~"otelcol_exporter_(enqueue_failed|send_failed)_(spans|metric_points|log_records)(_total)?"}[5m])) > 0',
      for: '1m',
      keep_firing_for: '5m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'The collector loses telemetry.',
        description: '{{ $labels.exporter }} gives up {{ $value | humanize }} items a second.',
      },
    },
    {
      alert: 'TelemetryRejected',
      expr: `sum by (job, signal, reason) (rate(${prometheusName(hubMetrics.rejected)}[5m])) > 0`,
      for: '5m',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'The hub refuses telemetry.',
        description:
          '{{ $value | humanize }} {{ $labels.signal }} a second are refused: {{ $labels.reason }}.',
      },
    },
    {
      alert: 'VolumeFillsUp',
      expr: `(
  kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.25
  and predict_linear(kubelet_volume_stats_available_bytes[6h], 4 * 3600) < 0
)`,
      for: '15m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'A volume is full within four hours.',
        description:
          '{{ $labels.persistentvolumeclaim }} in {{ $labels.namespace }} fills up; above 90 % the collector feeds its server no more.',
      },
    },
    {
      // Of the host: where servers share its disk, the volumes of Docker and processes.
      alert: 'DiskFillsUp',
      expr: `(
  sum by (host_name, mountpoint) (system_filesystem_usage_bytes{state="free"})
    / sum by (host_name, mountpoint) (system_filesystem_usage_bytes) < 0.25
  and sum by (host_name, mountpoint) (predict_linear(system_filesystem_usage_bytes{state="free"}[6h], 4 * 3600)) < 0
)`,
      for: '15m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'A disk is full within four hours.',
        description: '{{ $labels.mountpoint }} of {{ $labels.host_name }} fills up.',
      },
    },
  ],
};
