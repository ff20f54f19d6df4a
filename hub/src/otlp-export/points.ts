import type { Attributes, AttributeValue, MetricPoint } from '../otlp/records.ts';
import { type KeyValue, keyValues } from './any-value.ts';
import { type ExportSource, groupBySource, nanosOf } from './sources.ts';

export interface ExportPoint extends Omit<MetricPoint, 'source' | 'description' | 'startUs'> {
  readonly sourceId: string;
  /** '' and null where the store does not say: it keeps neither. */
  readonly description: string;
  readonly startUs: number | null;
}

const NO_RECORDED_VALUE = 1;

/** An ExportMetricsServiceRequest in OTLP's JSON encoding. */
export function otlpMetrics(rows: readonly ExportPoint[], sources: ReadonlyMap<string, ExportSource>) {
  return {
    resourceMetrics: groupBySource(rows, sources).map(({ resource, scopes }) => ({
      resource,
      scopeMetrics: scopes.map(({ scope, rows }) => ({ scope, metrics: metricsOf(rows) })),
    })),
  };
}

/** Points of one metric together. */
function metricsOf(rows: readonly ExportPoint[]) {
  const groups = new Map<string, ExportPoint[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.name, row.kind, row.unit, row.monotonic, row.temporality]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].map(metricOf);
}

function metricOf(points: readonly ExportPoint[]) {
  const [head] = points;
  if (head === undefined) throw new Error('a metric without points');
  const { name, description, unit, kind, monotonic, temporality } = head;
  const named = { name, ...(description !== '' && { description }), ...(unit !== '' && { unit }) };
  const dataPoints = points.map((point) => ({ ...commonOf(point), ...formOf(point) }));
  const aggregationTemporality = temporality;
  switch (kind) {
    case 'gauge':
      return { ...named, gauge: { dataPoints } };
    case 'sum':
      return {
        ...named,
        sum: { dataPoints, aggregationTemporality, ...(monotonic && { isMonotonic: true }) },
      };
    case 'histogram':
      return { ...named, histogram: { dataPoints, aggregationTemporality } };
    case 'exponential_histogram':
      return { ...named, exponentialHistogram: { dataPoints, aggregationTemporality } };
    case 'summary':
      return { ...named, summary: { dataPoints } };
  }
}

function commonOf({ attributes, startUs, timeUs, detail }: ExportPoint) {
  return {
    attributes: keyValues(attributes) as KeyValue[],
    ...(startUs !== null && { startTimeUnixNano: nanosOf(startUs) }),
    timeUnixNano: nanosOf(timeUs),
    ...(detail?.no_recorded_value === true && { flags: NO_RECORDED_VALUE }),
  };
}

/** What a point of each kind has beside, from the columns and the detail as otlp/points.ts made them. */
function formOf({ kind, value, count, detail }: ExportPoint): Readonly<Record<string, unknown>> {
  const d = detail ?? {};
  // Not finite: kept as its name, which is what JSON has for it.
  const number = value ?? (typeof d.value === 'string' ? d.value : null);
  if (kind === 'gauge' || kind === 'sum') return number === null ? {} : { asDouble: number };
  const sum = number === null ? {} : { sum: number };
  const counted = { count: String(count ?? 0), ...sum };
  if (kind === 'summary') {
    const quantiles = listOf(d.quantiles).map((one) => one as Attributes);
    return quantiles.length === 0 ? counted : { ...counted, quantileValues: quantiles };
  }
  const spread = {
    ...counted,
    ...(d.min !== undefined && { min: d.min }),
    ...(d.max !== undefined && { max: d.max }),
  };
  if (kind === 'histogram') {
    const bucketCounts = listOf(d.bucket_counts).map(String);
    return bucketCounts.length === 0 ? spread : { ...spread, bucketCounts, explicitBounds: listOf(d.bounds) };
  }
  return {
    ...spread,
    scale: d.scale ?? 0,
    zeroCount: String(d.zero_count ?? 0),
    zeroThreshold: d.zero_threshold ?? 0,
    positive: bucketsOf(d.positive),
    negative: bucketsOf(d.negative),
  };
}

function bucketsOf(value: AttributeValue | undefined) {
  const { offset = 0, bucket_counts } = (value ?? {}) as Attributes;
  return { offset, bucketCounts: listOf(bucket_counts).map(String) };
}

const listOf = (value: AttributeValue | undefined): readonly AttributeValue[] =>
  Array.isArray(value) ? value : [];
