import { and, asc, eq, gt, inArray, type SQL } from 'drizzle-orm';
import type { EventRow } from './batch.ts';
import type { Database } from './database.ts';
import { observabilityEvents, sources } from './schema.ts';

export interface StreamedEvent extends EventRow {
  readonly service: string | null;
}

export interface EventFilter {
  readonly types?: readonly EventRow['type'][];
  readonly severities?: readonly EventRow['severity'][];
  readonly executionId?: string;
}

/** The largest cursor that was given so far; 0 before the first. */
export async function readLastCursor({ pool }: Database): Promise<number> {
  const result = await pool.query<{ cursor: number }>(
    'SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS cursor FROM event_cursor',
  );
  return result.rows[0]?.cursor ?? 0;
}

/** Events after a cursor, in the order in which they were stored. */
export function readEventsAfter(
  { db }: Database,
  project: string,
  cursor: number,
  filter: EventFilter,
  limit: number,
): Promise<StreamedEvent[]> {
  const conditions: SQL[] = [
    eq(observabilityEvents.project, project),
    gt(observabilityEvents.cursor, cursor),
  ];
  if (filter.types) conditions.push(inArray(observabilityEvents.type, [...filter.types]));
  if (filter.severities) conditions.push(inArray(observabilityEvents.severity, [...filter.severities]));
  if (filter.executionId) conditions.push(eq(observabilityEvents.execution_id, filter.executionId));
  return db
    .select({ event: observabilityEvents, service: sources.service })
    .from(observabilityEvents)
    .leftJoin(
      sources,
      and(eq(sources.project, observabilityEvents.project), eq(sources.id, observabilityEvents.source_id)),
    )
    .where(and(...conditions))
    .orderBy(asc(observabilityEvents.cursor))
    .limit(limit)
    .then((rows) => rows.map(({ event, service }) => ({ ...event, service })));
}

/** Whether an event passes a filter; the same conditions as the query has. */
export function passesFilter(event: EventRow, filter: EventFilter): boolean {
  return (
    (!filter.types || filter.types.includes(event.type)) &&
    (!filter.severities || filter.severities.includes(event.severity)) &&
    (!filter.executionId || filter.executionId === event.execution_id)
  );
}
