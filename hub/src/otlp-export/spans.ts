import type { SpanRecord } from '../otlp/records.ts';
import { keyValues } from './any-value.ts';
import { type ExportSource, groupBySource, nanosOf } from './sources.ts';

export interface ExportSpan extends Omit<SpanRecord, 'source'> {
  readonly sourceId: string;
}

/** An ExportTraceServiceRequest in OTLP's JSON encoding (OTLP specification 1.9): ids in hex, int64 as text, enums as numbers. */
export function otlpSpans(rows: readonly ExportSpan[], sources: ReadonlyMap<string, ExportSource>) {
  return {
    resourceSpans: groupBySource(rows, sources).map(({ resource, scopes }) => ({
      resource,
      scopeSpans: scopes.map(({ scope, rows }) => ({ scope, spans: rows.map(otlpSpan) })),
    })),
  };
}

function otlpSpan(span: ExportSpan) {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId !== null && { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: nanosOf(span.startUs),
    ...(span.endUs !== null && { endTimeUnixNano: nanosOf(span.endUs) }),
    attributes: keyValues(span.attributes),
    ...(span.events.length > 0 && {
      events: span.events.map(({ name, timeUs, attributes }) => ({
        timeUnixNano: nanosOf(timeUs),
        name,
        attributes: keyValues(attributes),
      })),
    }),
    ...(span.links.length > 0 && {
      links: span.links.map(({ traceId, spanId, attributes }) => ({
        traceId,
        spanId,
        attributes: keyValues(attributes),
      })),
    }),
    status: {
      ...(span.statusMessage !== '' && { message: span.statusMessage }),
      ...(span.statusCode !== 0 && { code: span.statusCode }),
    },
  };
}
