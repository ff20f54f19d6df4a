import type { Decoding } from '../decoding.ts';
import { groupNames } from '../group-names.ts';
import { type MetricHead, newPoint, type PointKind, settlePoint } from '../points.ts';
import type { MetricPoint, Source } from '../records.ts';
import { readGroups } from './groups.ts';
import { eachMessage, within } from './messages.ts';
import { readPointField } from './points.ts';
import type { WireReader } from './wire-reader.ts';

/** The fields of Metric of which one holds the data. */
const dataFields: Readonly<Record<number, { kind: PointKind; name: string }>> = {
  5: { kind: 'gauge', name: 'gauge' },
  7: { kind: 'sum', name: 'sum' },
  9: { kind: 'histogram', name: 'histogram' },
  10: { kind: 'exponential_histogram', name: 'exponentialHistogram' },
  11: { kind: 'summary', name: 'summary' },
};

/** The data points of an ExportMetricsServiceRequest. Exemplars are not kept. */
export function readMetrics(r: WireReader, d: Decoding): MetricPoint[] {
  const points: MetricPoint[] = [];
  readGroups(r, d, groupNames.metrics, (source) => readMetric(r, d, source, points));
  return points;
}

/** Metric: name 1, description 2, unit 3, and its data, before which or behind which the others may stand. */
function readMetric(r: WireReader, d: Decoding, source: Source, into: MetricPoint[]): void {
  const start = r.pos;
  const texts = ['', '', '', ''];
  let dataField = 0;
  while (r.next()) {
    if (r.field <= 3) {
      texts[r.field] = r.key();
      continue;
    }
    if (dataFields[r.field]) dataField = r.field;
    r.skip();
  }
  const data = dataFields[dataField];
  if (!data) return;
  const [, name = '', description = '', unit = ''] = texts;
  const head = { source, name, description, unit, kind: data.kind, monotonic: false, temporality: 0 };
  r.pos = start;
  readAggregation(r, dataField, head);
  r.pos = start;
  d.path.push(data.name);
  within(r, dataField, () => {
    eachMessage(r, d, 1, 'dataPoints', () => {
      d.countRecord();
      const raw = newPoint();
      while (r.next()) readPointField(r, d, head.kind, raw);
      const point = settlePoint(d, head, raw);
      if (point) into.push(point);
    });
  });
  d.path.length -= 1;
}

/** What Sum (temporality 2, monotonic 3), Histogram and ExponentialHistogram (temporality 2) say beside their points. */
function readAggregation(r: WireReader, dataField: number, head: MetricHead): void {
  const aggregated = head.kind !== 'gauge' && head.kind !== 'summary';
  within(r, dataField, () => {
    while (r.next()) {
      if (aggregated && r.field === 2) head.temporality = r.uint();
      else if (head.kind === 'sum' && r.field === 3) head.monotonic = r.bool();
      else r.skip();
    }
  });
}
