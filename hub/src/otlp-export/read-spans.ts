import { and, asc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { spanPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import { attributesOfSpans, nameOfSpans } from '../store/attributes-of-spans.ts';
import type { Database } from '../store/database.ts';
import { spans } from '../store/schema.ts';
import type { Place } from './export-cursor.ts';
import type { ExportWindow } from './export-window.ts';
import type { ExportSpan } from './spans.ts';

export interface SpanFilter extends ExportWindow {
  readonly traceId: string | null;
  /** Null for all. */
  readonly spanIds: readonly string[] | null;
  readonly sourceIds: readonly string[] | null;
}

/**
 * Spans in the order of their ids, those of a trace together: each page is one walk along the index of traces. One that came
 * again, and is in the table twice until its trace is folded, is read once.
 */
export async function readExportSpans(
  { db, sealing }: Database,
  project: string,
  filter: SpanFilter,
  after: Place<'traces'> | null,
  limit: number,
): Promise<ExportSpan[]> {
  const { sinceUs, untilUs, traceId, spanIds, sourceIds } = filter;
  const rows = await db
    .selectDistinctOn([spans.trace_id, spans.span_id, spans.start_time], {
      traceId: spans.trace_id,
      spanId: spans.span_id,
      parentSpanId: spans.parent_span_id,
      name: nameOfSpans,
      kind: spans.kind,
      startUs: spans.start_time,
      endUs: spans.end_time,
      statusCode: spans.status,
      status_message: spans.status_message,
      sourceId: spans.source_id,
      attributes: attributesOfSpans,
      events: spans.events,
      links: spans.links,
    })
    .from(spans)
    .where(
      and(
        eq(spans.project, project),
        sinceUs === null ? undefined : gte(spans.start_time, sinceUs),
        untilUs === null ? undefined : lt(spans.start_time, untilUs),
        traceId === null ? undefined : eq(spans.trace_id, traceId),
        spanIds === null
          ? undefined
          : sql`encode(${spans.span_id}, 'hex') = ANY(${sql.param(spanIds)}::text[])`,
        sourceIds === null ? undefined : inArray(spans.source_id, sourceIds.map(BigInt)),
        after === null ? undefined : afterPlace(after),
      ),
    )
    .orderBy(asc(spans.trace_id), asc(spans.span_id), asc(spans.start_time), asc(spans.end_time))
    .limit(limit);
  return rows.map((row) => {
    const { status_message, ...span } = openRow(sealing, spanPlace(project, row.traceId, row.spanId), row);
    return {
      ...span,
      sourceId: String(span.sourceId),
      statusMessage: status_message ?? '',
      events: span.events ?? [],
      links: span.links ?? [],
    };
  });
}

function afterPlace([traceId, spanId, startUs]: Place<'traces'>): SQL {
  const place = sql`(${sql.param(traceId, spans.trace_id)}, ${sql.param(spanId, spans.span_id)}, ${sql.param(startUs, spans.start_time)}::timestamptz)`;
  return sql`(${spans.trace_id}, ${spans.span_id}, ${spans.start_time}) > ${place}`;
}

const MAX_SPANS = 100_000;

/** The ids of an execution's span and of all below it, so far as their parents are known. */
export async function readSpanIdsBelow(
  { db }: Database,
  project: string,
  traceId: string,
  spanId: string,
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    WITH RECURSIVE below(span_id) AS (
      SELECT ${sql.param(spanId, spans.span_id)}::bytea
      UNION
      SELECT s.span_id FROM spans s JOIN below b ON s.parent_span_id = b.span_id
      WHERE s.project = ${project} AND s.trace_id = ${sql.param(traceId, spans.trace_id)}
    )
    SELECT encode(span_id, 'hex') AS id FROM below LIMIT ${MAX_SPANS}`);
  return rows.map(({ id }) => id);
}
