import { and, asc, desc, eq, inArray, lte, sql } from 'drizzle-orm';
import { eventPlace, logPlace, spanPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import { attributesOfSpans, nameOfSpans } from './attributes-of-spans.ts';
import type { Database } from './database.ts';
import { withEventAttributes } from './event-attributes.ts';
import { withoutResent } from './resent-spans.ts';
import { logs, observabilityEvents, sources, spans } from './schema.ts';

const span = {
  trace_id: spans.trace_id,
  span_id: spans.span_id,
  parent_span_id: spans.parent_span_id,
  name: nameOfSpans.as('name'),
  kind: spans.kind,
  start_time: spans.start_time,
  end_time: spans.end_time,
  status: spans.status,
  status_message: spans.status_message,
  attributes: attributesOfSpans.as('attributes'),
  events: spans.events,
  links: spans.links,
  service: sources.service,
  resource: sources.resource,
};

type SpanPlace = Pick<typeof spans.$inferSelect, 'trace_id' | 'span_id' | 'start_time' | 'end_time'>;

const once = <Row extends SpanPlace>(rows: readonly Row[]) =>
  withoutResent(
    rows,
    (row) => `${row.trace_id} ${row.span_id} ${row.start_time}`,
    (row) => row.end_time !== null,
  );

const bySource = (table: typeof spans | typeof logs | typeof observabilityEvents) =>
  and(eq(sources.project, table.project), eq(sources.id, table.source_id));

/** Spans of some traces, earliest first, at most `limit` in all. */
export async function readSpans(
  { db, sealing }: Database,
  project: string,
  traceIds: readonly string[],
  limit: number,
) {
  const rows = await db
    .select(span)
    .from(spans)
    .leftJoin(sources, bySource(spans))
    .where(and(eq(spans.project, project), inArray(spans.trace_id, [...traceIds])))
    .orderBy(asc(spans.start_time), asc(spans.span_id))
    .limit(limit);
  return once(rows).map((row) => openRow(sealing, spanPlace(project, row.trace_id, row.span_id), row));
}
export type StoredSpan = Awaited<ReturnType<typeof readSpans>>[number];

/** Spans of each of some traces, earliest first, at most `limit` of one. */
export async function readSpansByTrace(
  { db, sealing }: Database,
  project: string,
  traceIds: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, StoredSpan[]>> {
  if (traceIds.length === 0) return new Map();
  const { trace_id, start_time, span_id } = spans;
  const placed = db
    .select({
      ...span,
      place: sql<number>`row_number() OVER (PARTITION BY ${trace_id} ORDER BY ${start_time}, ${span_id})`.as(
        'place',
      ),
    })
    .from(spans)
    .leftJoin(sources, bySource(spans))
    .where(and(eq(spans.project, project), inArray(trace_id, [...traceIds])))
    .as('placed');
  const rows = await db
    .select()
    .from(placed)
    .where(lte(placed.place, limit))
    .orderBy(asc(placed.start_time), asc(placed.span_id));
  const opened = once(rows).map((row) =>
    openRow(sealing, spanPlace(project, row.trace_id, row.span_id), row),
  );
  return Map.groupBy(opened, (row) => row.trace_id);
}

/** Log lines of a trace, earliest first. */
export async function readLogs({ db, sealing }: Database, project: string, traceId: string, limit: number) {
  const rows = await db
    .select({
      id: logs.id,
      time: logs.time,
      severity: logs.severity,
      severity_text: logs.severity_text,
      body: logs.body,
      trace_id: logs.trace_id,
      span_id: logs.span_id,
      attributes: logs.attributes,
      service: sources.service,
    })
    .from(logs)
    .leftJoin(sources, bySource(logs))
    .where(and(eq(logs.project, project), eq(logs.trace_id, traceId)))
    .orderBy(asc(logs.time), asc(logs.id))
    .limit(limit);
  return rows.map(({ id, ...row }) => openRow(sealing, logPlace(project, id), row));
}
export type StoredLog = Awaited<ReturnType<typeof readLogs>>[number];

/** Events of a trace, the newest `limit` of them, earliest first. */
export async function readEvents(
  { db, pool, sealing }: Database,
  project: string,
  traceId: string,
  limit: number,
) {
  const rows = await db
    .select()
    .from(observabilityEvents)
    .where(and(eq(observabilityEvents.project, project), eq(observabilityEvents.trace_id, traceId)))
    .orderBy(desc(observabilityEvents.time), desc(observabilityEvents.cursor))
    .limit(limit);
  const events = await withEventAttributes(pool, rows.reverse());
  return events.map((row) => openRow(sealing, eventPlace(project, row.id), row));
}
