import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { type InstrumentKind, prometheusName } from '../conventions/index.ts';
import { exportOverhead } from '../metrics/overhead.ts';
import type { Sdk } from './load-sdk.ts';

/**
 * Metrics in Prometheus' text format, under the names that Prometheus gives them when they arrive by OTLP,
 * so that both ways give one series. Prometheus does not keep the scope of OTLP metrics; nor does this.
 */
export async function scrapeText({ resource, scopeMetrics }: ResourceMetrics, sdk: Sdk): Promise<string> {
  // Loaded by the first scrape: most services are never scraped.
  const { PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus');
  const start = performance.now();
  const byName = new Map<string, MetricData>();
  for (const { metrics } of scopeMetrics) {
    for (const metric of metrics) {
      const renamed = asPrometheus(metric, sdk);
      const known = byName.get(renamed.descriptor.name);
      byName.set(renamed.descriptor.name, known ? merged(known, renamed) : renamed);
    }
  }
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  const scope = { name: '' };
  const text = serializer.serialize({ resource, scopeMetrics: [{ scope, metrics: [...byName.values()] }] });
  exportOverhead.note(performance.now() - start);
  return text;
}

function asPrometheus(metric: MetricData, sdk: Sdk): MetricData {
  const { descriptor } = metric;
  const name = prometheusName({ name: descriptor.name, unit: descriptor.unit, kind: kindOf(metric, sdk) });
  // The name says the unit already.
  return { ...metric, descriptor: { ...descriptor, name, unit: '' } };
}

function kindOf(metric: MetricData, { metrics: { DataPointType } }: Sdk): InstrumentKind {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
      return metric.isMonotonic ? 'counter' : 'upDownCounter';
    case DataPointType.GAUGE:
      return 'gauge';
    default:
      return 'histogram';
  }
}

/** One metric that two scopes record: a name may head just one block of the text. */
function merged(known: MetricData, other: MetricData): MetricData {
  if (known.dataPointType !== other.dataPointType) return known;
  return { ...known, dataPoints: [...known.dataPoints, ...other.dataPoints] } as MetricData;
}
