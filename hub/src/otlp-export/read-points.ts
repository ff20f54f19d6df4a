import { sql } from 'drizzle-orm';
import type { Attributes, MetricPoint } from '../otlp/records.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, MINUTE_US, microsOfTimestamp } from '../store/micros.ts';
import type { Place } from './export-cursor.ts';
import type { ExportWindow } from './export-window.ts';
import type { ExportPoint } from './points.ts';

export interface PointFilter extends ExportWindow {
  readonly sourceIds: readonly string[] | null;
}

export interface PlacedPoint extends ExportPoint {
  readonly place: Place<'metrics'>;
}

interface Row extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly kind: MetricPoint['kind'];
  readonly unit: string;
  readonly monotonic: boolean;
  readonly temporality: number;
  readonly source_id: string;
  readonly attributes: Attributes;
  readonly minute: string;
  readonly time: string;
  readonly value: number | null;
  /** A bigint, which Drizzle hands over as text. */
  readonly count: string | null;
  readonly detail: Attributes | null;
}

/** Samples, series by series, each by its minutes: a look-up in the primary key for each series. */
export async function readExportPoints(
  { db }: Database,
  project: string,
  { sinceUs, untilUs, sourceIds }: PointFilter,
  after: Place<'metrics'> | null,
  limit: number,
): Promise<PlacedPoint[]> {
  const time = (us: number) => sql`${isoOfMicros(us)}::timestamptz`;
  const [given, afterUs] = after ?? ['0', 0];
  // A cursor that somebody made up may be beyond a bigint.
  const afterId = String(BigInt.asIntN(64, BigInt(given)));
  const { rows } = await db.execute<Row>(sql`
    SELECT s.id::text AS id, s.name, s.kind, s.unit, s.monotonic, s.temporality, s.source_id::text AS source_id, s.attributes,
           m.minute, m.time, m.value, m.count, m.detail
    FROM metric_series s CROSS JOIN LATERAL (
      SELECT * FROM metric_samples
      WHERE project = s.project AND series_id = s.id
        ${sinceUs === null ? sql`` : sql`AND minute >= ${time(Math.floor(sinceUs / MINUTE_US) * MINUTE_US)} AND time >= ${time(sinceUs)}`}
        ${untilUs === null ? sql`` : sql`AND minute < ${time(untilUs)} AND time < ${time(untilUs)}`}
        ${after === null ? sql`` : sql`AND (s.id > ${afterId}::bigint OR minute > ${time(afterUs)})`}
      ORDER BY minute LIMIT ${limit}
    ) m
    WHERE s.project = ${project} AND s.id >= ${afterId}::bigint
      ${sourceIds === null ? sql`` : sql`AND s.source_id = ANY(${sql.param(sourceIds)}::bigint[])`}
    ORDER BY s.id, m.minute LIMIT ${limit}`);
  return rows.map((row) => ({
    sourceId: row.source_id,
    name: row.name,
    description: '',
    unit: row.unit,
    kind: row.kind,
    monotonic: row.monotonic,
    temporality: row.temporality,
    attributes: row.attributes,
    startUs: null,
    timeUs: microsOfTimestamp(row.time),
    value: row.value,
    count: row.count === null ? null : Number(row.count),
    detail: row.detail,
    place: [row.id, microsOfTimestamp(row.minute)],
  }));
}
