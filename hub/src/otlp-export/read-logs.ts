import {
  Attr,
  type EventType,
  eventName,
  type Severity,
  severityNumbers,
} from '@observatory/shim/conventions';
import { type SQL, sql } from 'drizzle-orm';
import type { Attributes } from '../otlp/records.ts';
import { eventPlace, logPlace } from '../sealing/row-places.ts';
import { openRow } from '../sealing/sealed-rows.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, microsOfTimestamp } from '../store/micros.ts';
import { logs } from '../store/schema.ts';
import type { Place } from './export-cursor.ts';
import type { ExportWindow } from './export-window.ts';
import type { ExportLog } from './logs.ts';

export interface LogFilter extends ExportWindow {
  readonly traceId: string | null;
  /** With it, what says to be of it or stands on one of its spans. */
  readonly executionId: string | null;
  readonly spanIds: readonly string[];
  readonly sourceIds: readonly string[] | null;
}

export interface PlacedLog extends ExportLog {
  readonly place: Place<'logs'>;
}

interface Row extends Record<string, unknown> {
  readonly is_event: boolean;
  readonly time: string;
  readonly id: string;
  readonly severity: string;
  readonly severity_text: string;
  readonly body: string;
  readonly trace_id: string | null;
  readonly span_id: string | null;
  readonly source_id: string;
  readonly attributes: Attributes;
}

/** Log lines and events in the order of their times. */
export async function readExportLogs(
  { db, sealing }: Database,
  project: string,
  filter: LogFilter,
  after: Place<'logs'> | null,
  limit: number,
): Promise<PlacedLog[]> {
  const lines = conditions(project, filter, after, false);
  const events = conditions(project, filter, after, true);
  const { rows } = await db.execute<Row>(sql`
    SELECT * FROM (
      (SELECT false AS is_event, time, id, severity::text AS severity, severity_text, body,
              encode(trace_id, 'hex') AS trace_id, encode(span_id, 'hex') AS span_id, source_id::text AS source_id, attributes
       FROM logs WHERE ${lines} ORDER BY time, id LIMIT ${limit})
      UNION ALL
      (SELECT true, time, id, severity || ' ' || type, '', message,
              encode(trace_id, 'hex'), encode(span_id, 'hex'), source_id::text, observatory_attributes(observability_events)
       FROM observability_events WHERE ${events} ORDER BY time, id LIMIT ${limit})
    ) AS records ORDER BY time, id, is_event LIMIT ${limit}`);
  return rows.map((row) => logOf(opened(sealing, project, row)));
}

function conditions(
  project: string,
  { sinceUs, untilUs, traceId, executionId, spanIds, sourceIds }: LogFilter,
  after: Place<'logs'> | null,
  ofEvents: boolean,
): SQL {
  const all: SQL[] = [sql`project = ${project}`];
  const hex = (id: string) => sql.param(id, logs.trace_id);
  const time = (us: number) => sql`${isoOfMicros(us)}::timestamptz`;
  if (sinceUs !== null) all.push(sql`time >= ${time(sinceUs)}`);
  if (untilUs !== null) all.push(sql`time < ${time(untilUs)}`);
  if (traceId !== null) all.push(sql`trace_id = ${hex(traceId)}`);
  if (executionId !== null) {
    const own = ofEvents
      ? sql`execution_id = ${hex(executionId)}`
      : sql`attributes->>${Attr.executionId} = ${executionId}`;
    all.push(sql`(${own} OR encode(span_id, 'hex') = ANY(${sql.param(spanIds)}::text[]))`);
  }
  if (sourceIds !== null) all.push(sql`source_id = ANY(${sql.param(sourceIds)}::bigint[])`);
  if (after !== null) {
    const [us, id, wasEvent] = after;
    const place = sql`(${time(us)}, ${id})`;
    // A line and an event may have one time and one id: the line comes first.
    all.push(ofEvents && !wasEvent ? sql`(time, id) >= ${place}` : sql`(time, id) > ${place}`);
  }
  return sql.join(all, sql` AND `);
}

/** Events come as log lines: what is a line's body is their message. */
function opened(sealing: Sealing, project: string, row: Row): Row {
  if (!row.is_event) return openRow(sealing, logPlace(project, row.id), row);
  const { body: message, attributes } = row;
  const event = openRow(sealing, eventPlace(project, row.id), { message, attributes });
  return { ...row, body: event.message, attributes: event.attributes };
}

function logOf(row: Row): PlacedLog {
  const timeUs = microsOfTimestamp(row.time);
  const [severity = '', type = ''] = row.severity.split(' ');
  const given = row.attributes[Attr.eventName];
  return {
    sourceId: row.source_id,
    timeUs,
    severityNumber: row.is_event ? severityNumbers[severity as Severity] : Number(severity),
    severityText: row.is_event ? severity.toUpperCase() : row.severity_text,
    eventName: row.is_event ? eventName(type as EventType) : typeof given === 'string' ? given : '',
    body: row.body,
    traceId: row.trace_id,
    spanId: row.span_id,
    // Collectors of before OTLP 1.5 know the name by the attribute alone.
    attributes: row.is_event
      ? { [Attr.eventName]: eventName(type as EventType), ...row.attributes }
      : row.attributes,
    place: [timeUs, row.id, row.is_event],
  };
}
