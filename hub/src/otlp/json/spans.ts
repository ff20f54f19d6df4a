import { groupNames } from '../group-names.ts';
import type { SpanRecord } from '../records.ts';
import { newSpan, settleSpan } from '../spans.ts';
import { jsonAttributes } from './any-value.ts';
import { readJsonGroups } from './groups.ts';
import type { JsonReader } from './json-reader.ts';

/** The spans of an ExportTraceServiceRequest. */
export function readJsonSpans(r: JsonReader, request: unknown): SpanRecord[] {
  const spans: SpanRecord[] = [];
  readJsonGroups(r, request, groupNames.traces, (input, source) => {
    r.decoding.countRecord();
    const span = newSpan(source);
    span.traceId = r.id(input.traceId, 'traceId');
    span.spanId = r.id(input.spanId, 'spanId');
    span.parentSpanId = r.id(input.parentSpanId, 'parentSpanId');
    span.name = r.text(input.name, 'name');
    span.kind = r.int(input.kind, 'kind');
    span.startUs = r.micros(input.startTimeUnixNano, 'startTimeUnixNano');
    span.endUs = r.micros(input.endTimeUnixNano, 'endTimeUnixNano');
    span.attributes = jsonAttributes(r, input.attributes);
    r.each(input.events, 'events', (item) => {
      const { name, timeUnixNano, attributes } = r.object(item);
      span.events.push({
        name: r.text(name, 'name'),
        timeUs: r.micros(timeUnixNano, 'timeUnixNano'),
        attributes: jsonAttributes(r, attributes),
      });
    });
    r.each(input.links, 'links', (item) => {
      const { traceId, spanId, attributes } = r.object(item);
      span.links.push({
        traceId: r.id(traceId, 'traceId'),
        spanId: r.id(spanId, 'spanId'),
        attributes: jsonAttributes(r, attributes),
      });
    });
    r.within(input.status, 'status', ({ code, message }) => {
      span.statusCode = r.int(code, 'code');
      span.statusMessage = r.text(message, 'message');
    });
    if (settleSpan(r.decoding, span)) spans.push(span);
  });
  return spans;
}
