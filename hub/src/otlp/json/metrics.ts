import { groupNames } from '../group-names.ts';
import { type PointKind, settlePoint } from '../points.ts';
import type { MetricPoint } from '../records.ts';
import { readJsonGroups } from './groups.ts';
import type { JsonObject, JsonReader } from './json-reader.ts';
import { readJsonPoint } from './points.ts';

/** The fields of Metric of which one holds the data. */
const dataFields: readonly (readonly [field: string, kind: PointKind])[] = [
  ['gauge', 'gauge'],
  ['sum', 'sum'],
  ['histogram', 'histogram'],
  ['exponentialHistogram', 'exponential_histogram'],
  ['summary', 'summary'],
];

/** The data points of an ExportMetricsServiceRequest. Exemplars are not kept. */
export function readJsonMetrics(r: JsonReader, request: unknown): MetricPoint[] {
  const points: MetricPoint[] = [];
  readJsonGroups(r, request, groupNames.metrics, (metric, source) => {
    const name = r.text(metric.name, 'name');
    const description = r.text(metric.description, 'description');
    const unit = r.text(metric.unit, 'unit');
    const data = dataFields.find(([field]) => metric[field] !== undefined && metric[field] !== null);
    if (!data) return;
    const [field, kind] = data;
    r.within(metric[field], field, (input) => {
      const head = { source, name, description, unit, kind, ...aggregationOf(r, kind, input) };
      r.each(input.dataPoints, 'dataPoints', (item) => {
        r.decoding.countRecord();
        const point = settlePoint(r.decoding, head, readJsonPoint(r, kind, r.object(item)));
        if (point) points.push(point);
      });
    });
  });
  return points;
}

function aggregationOf(r: JsonReader, kind: PointKind, data: JsonObject) {
  const aggregated = kind !== 'gauge' && kind !== 'summary';
  return {
    monotonic: kind === 'sum' && r.bool(data.isMonotonic, 'isMonotonic'),
    temporality: aggregated ? r.int(data.aggregationTemporality, 'aggregationTemporality') : 0,
  };
}
