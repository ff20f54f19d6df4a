import type { Decoding } from '../decoding.ts';
import { groupNames } from '../group-names.ts';
import type { SpanRecord } from '../records.ts';
import { newSpan, type RawSpan, settleSpan } from '../spans.ts';
import { readAttribute } from './any-value.ts';
import { readGroups } from './groups.ts';
import type { WireReader } from './wire-reader.ts';

/** The spans of an ExportTraceServiceRequest. */
export function readSpans(r: WireReader, d: Decoding): SpanRecord[] {
  const spans: SpanRecord[] = [];
  readGroups(r, d, groupNames.traces, (source) => {
    d.countRecord();
    const span = newSpan(source);
    while (r.next()) readSpanField(r, d, span);
    if (settleSpan(d, span)) spans.push(span);
  });
  return spans;
}

/**
 * Span: trace_id 1, span_id 2, parent_span_id 4, name 5, kind 6, start 7, end 8, attributes 9, events 11, links 13,
 * status 15. Trace state, flags and counts of what the sender dropped are not kept.
 */
function readSpanField(r: WireReader, d: Decoding, span: RawSpan): void {
  switch (r.field) {
    case 1:
      span.traceId = r.id();
      break;
    case 2:
      span.spanId = r.id();
      break;
    case 4:
      span.parentSpanId = r.id();
      break;
    case 5:
      span.name = r.key();
      break;
    case 6:
      span.kind = r.uint();
      break;
    case 7:
      span.startUs = r.micros();
      break;
    case 8:
      span.endUs = r.micros();
      break;
    case 9:
      readAttribute(r, d, span.attributes);
      break;
    case 11:
      span.events.push(readEvent(r, d));
      break;
    case 13:
      span.links.push(readLink(r, d));
      break;
    case 15:
      readStatus(r, span);
      break;
    default:
      r.skip();
  }
}

/** Span.Event: time 1, name 2, attributes 3. */
function readEvent(r: WireReader, d: Decoding): RawSpan['events'][number] {
  const event = { name: '', timeUs: 0, attributes: {} };
  const outer = r.enter();
  while (r.next()) {
    if (r.field === 1) event.timeUs = r.micros();
    else if (r.field === 2) event.name = r.key();
    else if (r.field === 3) readAttribute(r, d, event.attributes);
    else r.skip();
  }
  r.leave(outer);
  return event;
}

/** Span.Link: trace_id 1, span_id 2, attributes 4. */
function readLink(r: WireReader, d: Decoding): RawSpan['links'][number] {
  const link = { traceId: '', spanId: '', attributes: {} };
  const outer = r.enter();
  while (r.next()) {
    if (r.field === 1) link.traceId = r.id();
    else if (r.field === 2) link.spanId = r.id();
    else if (r.field === 4) readAttribute(r, d, link.attributes);
    else r.skip();
  }
  r.leave(outer);
  return link;
}

/** Status: message 2, code 3. */
function readStatus(r: WireReader, span: RawSpan): void {
  const outer = r.enter();
  while (r.next()) {
    if (r.field === 2) span.statusMessage = r.text();
    else if (r.field === 3) span.statusCode = r.uint();
    else r.skip();
  }
  r.leave(outer);
}
