import { Attr } from '@observatory/shim/conventions';
import type { MetricObjectWithValues, MetricValueWithName, Registry } from 'prom-client';
import type { ExportPoint } from './points.ts';
import type { ExportSource } from './sources.ts';

/** The source of the hub's own points. */
export const hubSourceId = 'hub';
const CUMULATIVE = 2;

interface Moment {
  readonly startUs: number;
  readonly nowUs: number;
}

/** The hub's own series, the same as on /metrics, as points of now. What is not finite is left out. */
export async function registryPoints(registry: Registry, moment: Moment): Promise<ExportPoint[]> {
  const metrics = (await registry.getMetricsAsJSON()) as MetricObjectWithValues<
    MetricValueWithName<string>
  >[];
  return metrics.flatMap((metric) => pointsOf(metric, moment));
}

function pointsOf(
  metric: MetricObjectWithValues<MetricValueWithName<string>>,
  { startUs, nowUs }: Moment,
): ExportPoint[] {
  const { name, help } = metric;
  // prom-client says in text what it types as numbers.
  const type = String(metric.type);
  const head = {
    sourceId: hubSourceId,
    name,
    description: help,
    unit: '',
    timeUs: nowUs,
    count: null,
    detail: null,
    monotonic: false,
    temporality: 0,
    startUs: null,
  };
  if (type === 'histogram') return histograms(metric.values).map((one) => ({ ...head, ...one, startUs }));
  const kind =
    type === 'counter'
      ? ({ kind: 'sum', monotonic: true, temporality: CUMULATIVE, startUs } as const)
      : ({ kind: 'gauge' } as const);
  return metric.values
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value }) => ({ ...head, ...kind, value, attributes: textLabels(labels) }));
}

interface Histogram {
  readonly attributes: Readonly<Record<string, string>>;
  readonly bounds: number[];
  readonly cumulative: number[];
  value: number;
  count: number;
}

/** Prometheus' counts up to each bound, as OTLP's counts of each bucket. */
function histograms(values: readonly MetricValueWithName<string>[]) {
  const found = new Map<string, Histogram>();
  for (const { labels, value, metricName = '' } of values) {
    const { le, ...attributes } = textLabels(labels);
    const key = JSON.stringify(Object.entries(attributes).sort());
    const one = found.get(key) ?? { attributes, bounds: [], cumulative: [], value: 0, count: 0 };
    found.set(key, one);
    if (metricName.endsWith('_sum')) one.value = value;
    else if (metricName.endsWith('_count')) one.count = value;
    else if (le !== undefined && le !== '+Inf') {
      one.bounds.push(Number(le));
      one.cumulative.push(value);
    }
  }
  return [...found.values()].map(({ attributes, bounds, cumulative, value, count }) => ({
    kind: 'histogram' as const,
    temporality: CUMULATIVE,
    attributes,
    value,
    count,
    detail: {
      bounds,
      bucket_counts: [...cumulative, count].map((upTo, at) => upTo - (cumulative[at - 1] ?? 0)),
    },
  }));
}

const textLabels = (labels: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));

export const hubServiceName = 'observatory-hub';

export function hubSource(version: string): ExportSource {
  return {
    resource: { [Attr.serviceName]: hubServiceName, 'service.version': version },
    scopeName: hubServiceName,
    scopeVersion: version,
  };
}
