import { enumMember, idFault, isAbsentId, type Mutable, timeFault } from './checks.ts';
import type { Decoding, Fault } from './decoding.ts';
import type { Source, SpanEvent, SpanLink, SpanRecord } from './records.ts';

export type RawSpan = Mutable<Omit<SpanRecord, 'attributes' | 'events' | 'links'>> & {
  attributes: Record<string, SpanRecord['attributes'][string]>;
  events: Mutable<SpanEvent>[];
  links: Mutable<SpanLink>[];
};

/** A span as it is before its fields are read; absent times are 0, absent ids ''. */
export function newSpan(source: Source): RawSpan {
  return {
    source,
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    kind: 0,
    startUs: 0,
    endUs: 0,
    statusCode: 0,
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
  };
}

/** Brings a span that has been read into its final form; false where it is useless by itself and left out. */
export function settleSpan(d: Decoding, span: RawSpan): boolean {
  if (span.parentSpanId !== null && isAbsentId(span.parentSpanId)) span.parentSpanId = null;
  if (span.endUs === 0) span.endUs = null;
  span.kind = enumMember(span.kind, 5);
  span.statusCode = enumMember(span.statusCode, 2);
  for (const event of span.events) if (event.timeUs === 0) event.timeUs = span.startUs;
  for (const link of span.links) {
    if (isAbsentId(link.traceId)) link.traceId = '';
    if (isAbsentId(link.spanId)) link.spanId = '';
  }
  const fault = spanFault(span);
  if (fault) d.reject(fault);
  return fault === null;
}

function spanFault(span: RawSpan): Fault | null {
  const own =
    idFault('traceId', span.traceId, 16) ??
    idFault('spanId', span.spanId, 8) ??
    timeFault('startTimeUnixNano', span.startUs);
  if (own) return own;
  if (span.parentSpanId !== null) {
    const fault = idFault('parentSpanId', span.parentSpanId, 8);
    if (fault) return fault;
  }
  if (span.endUs !== null) {
    const fault = timeFault('endTimeUnixNano', span.endUs);
    if (fault) return fault;
  }
  for (const [index, event] of span.events.entries()) {
    const fault = timeFault(`events[${index}].timeUnixNano`, event.timeUs);
    if (fault) return fault;
  }
  return linksFault(span.links);
}

/** A link may be without ids (OpenTelemetry lets one carry attributes alone), but not with wrong ones. */
function linksFault(links: readonly SpanLink[]): Fault | null {
  for (const [index, { traceId, spanId }] of links.entries()) {
    const fault =
      (traceId === '' ? null : idFault(`links[${index}].traceId`, traceId, 16)) ??
      (spanId === '' ? null : idFault(`links[${index}].spanId`, spanId, 8));
    if (fault) return fault;
  }
  return null;
}
