import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { nameOfSpans } from '../store/attributes-of-spans.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import { withoutResent } from '../store/resent-spans.ts';
import { sources, spans } from '../store/schema.ts';

/** Place among the spans of a trace: the span after which the next page begins. */
export interface SpanPlace {
  readonly startUs: number;
  readonly spanId: string;
}

const columns = {
  span_id: spans.span_id,
  parent_span_id: spans.parent_span_id,
  name: nameOfSpans.as('name'),
  kind: spans.kind,
  start_time: spans.start_time,
  end_time: spans.end_time,
  status: spans.status,
  service: sources.service,
};

/** Spans of a trace by start, as a waterfall needs them: without attributes, which take most of the time to read. */
export async function listSpans(
  { db }: Pick<Database, 'db'>,
  project: string,
  traceId: string,
  after: SpanPlace | null,
  limit: number,
) {
  const conditions: SQL[] = [eq(spans.project, project), eq(spans.trace_id, traceId)];
  if (after !== null)
    conditions.push(
      sql`(${spans.start_time}, ${spans.span_id}) > (${isoOfMicros(after.startUs)}::timestamptz, decode(${after.spanId}, 'hex'))`,
    );
  const rows = await db
    .select(columns)
    .from(spans)
    .leftJoin(sources, and(eq(sources.project, spans.project), eq(sources.id, spans.source_id)))
    .where(and(...conditions))
    .orderBy(asc(spans.start_time), asc(spans.span_id))
    .limit(limit);
  const last = rows.length < limit ? undefined : rows.at(-1);
  return {
    rows: withoutResent(
      rows,
      (row) => `${row.span_id} ${row.start_time}`,
      (row) => row.end_time !== null,
    ),
    next: last === undefined ? null : { startUs: last.start_time, spanId: last.span_id },
  };
}
export type ListedSpan = Awaited<ReturnType<typeof listSpans>>['rows'][number];
