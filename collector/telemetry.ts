import type { Config } from './config.ts';
import { type CollectorVersion, versionFacts } from './versions.ts';

/** The collector's own metrics and logs. */
export function ownTelemetry(version: CollectorVersion, listen: string): Config {
  const [host = '', port = ''] = listen.split(':');
  // The names of 0.111, such as otelcol_exporter_sent_spans, in every version: alerts and dashboards use these.
  const plainNames = { without_type_suffix: true, without_units: true, without_scope_info: true };
  return {
    logs: { level: 'info', encoding: 'json' },
    metrics: {
      level: 'normal',
      ...(versionFacts[version].metricReaders
        ? { readers: [{ pull: { exporter: { prometheus: { host, port: Number(port), ...plainNames } } } }] }
        : { address: listen }),
    },
  };
}
