import type pg from 'pg';
import { type Batch, byId } from './batch.ts';
import { isoOfMicros } from './micros.ts';

/**
 * Stores series, and of each minute the newest sample; what arrives again changes nothing. Rows go in one order, or two
 * transactions that touch the same ones could wait for each other.
 */
export async function writeMetrics(client: pg.PoolClient, batch: Batch): Promise<void> {
  const series = [...batch.series.values()].sort(byId).map((row) => ({
    project: row.project,
    id: String(row.id),
    name: row.name,
    kind: row.kind,
    unit: row.unit,
    monotonic: row.monotonic,
    temporality: row.temporality,
    source_id: String(row.sourceId),
    attributes: row.attributes,
  }));
  await client.query(
    'INSERT INTO metric_series SELECT * FROM json_populate_recordset(null::metric_series, $1) ON CONFLICT DO NOTHING',
    [JSON.stringify(series)],
  );
  const inOrder = [...batch.samples.values()].sort(
    (a, b) =>
      byId({ project: a.project, id: a.seriesId }, { project: b.project, id: b.seriesId }) ||
      a.minuteUs - b.minuteUs,
  );
  const samples = inOrder.map((row) => ({
    project: row.project,
    minute: isoOfMicros(row.minuteUs),
    series_id: String(row.seriesId),
    time: isoOfMicros(row.timeUs),
    value: row.value,
    count: row.count,
    detail: row.detail,
  }));
  await client.query(
    `INSERT INTO metric_samples SELECT * FROM json_populate_recordset(null::metric_samples, $1)
     ON CONFLICT (project, series_id, minute) DO UPDATE
     SET time = excluded.time, value = excluded.value, count = excluded.count, detail = excluded.detail
     WHERE excluded.time >= metric_samples.time`,
    [JSON.stringify(samples)],
  );
}
