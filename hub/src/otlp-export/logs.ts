import type { Attributes } from '../otlp/records.ts';
import { keyValues } from './any-value.ts';
import { type ExportSource, groupBySource, nanosOf } from './sources.ts';

/** A stored log line or event. */
export interface ExportLog {
  readonly sourceId: string;
  readonly timeUs: number;
  readonly severityNumber: number;
  readonly severityText: string;
  /** '' where it has none. */
  readonly eventName: string;
  readonly body: string;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly attributes: Attributes;
}

/** An ExportLogsServiceRequest in OTLP's JSON encoding. */
export function otlpLogs(rows: readonly ExportLog[], sources: ReadonlyMap<string, ExportSource>) {
  return {
    resourceLogs: groupBySource(rows, sources).map(({ resource, scopes }) => ({
      resource,
      scopeLogs: scopes.map(({ scope, rows }) => ({ scope, logRecords: rows.map(otlpLog) })),
    })),
  };
}

function otlpLog(log: ExportLog) {
  return {
    timeUnixNano: nanosOf(log.timeUs),
    observedTimeUnixNano: nanosOf(log.timeUs),
    ...(log.severityNumber !== 0 && { severityNumber: log.severityNumber }),
    ...(log.severityText !== '' && { severityText: log.severityText }),
    ...(log.body !== '' && { body: { stringValue: log.body } }),
    attributes: keyValues(log.attributes),
    ...(log.traceId !== null && { traceId: log.traceId }),
    ...(log.spanId !== null && { spanId: log.spanId }),
    ...(log.eventName !== '' && { eventName: log.eventName }),
  };
}
