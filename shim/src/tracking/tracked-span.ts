import { randomBytes } from 'node:crypto';
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { Attr } from '../conventions/index.ts';
import { isTracing, shimTracer } from '../setup/tracing-api.ts';
import type { ErrorFacts } from './error-facts.ts';

export interface StartedSpan {
  readonly span: Span;
  readonly traceId: string;
  readonly spanId: string;
  /** Whole microseconds since the epoch. */
  readonly startUs: number;
}

/**
 * A span below the one in `parent`. Without an SDK there is none: then ids are made up, so that events of
 * one execution still belong together.
 */
export function startTrackedSpan(name: string, options: SpanOptions, parent: Context): StartedSpan {
  const above = trace.getSpanContext(parent);
  const span = isTracing() ? shimTracer().startSpan(name, options, parent) : undefined;
  const made = span?.spanContext();
  if (span !== undefined && made !== undefined && isSpanContextValid(made) && made.spanId !== above?.spanId) {
    return { span, traceId: made.traceId, spanId: made.spanId, startUs: startOf(span, options) };
  }
  const traceId =
    above !== undefined && isSpanContextValid(above) ? above.traceId : randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const unrecorded = trace.wrapSpanContext({ traceId, spanId, traceFlags: TraceFlags.NONE });
  return { span: unrecorded, traceId, spanId, startUs: startOf(unrecorded, options) };
}

/**
 * The start that the SDK gave the span, since both must agree to the microsecond; spans of the API alone
 * do not tell theirs.
 */
function startOf(span: Span, options: SpanOptions): number {
  if ('startTime' in span && Array.isArray(span.startTime)) {
    const [seconds, nanoseconds] = span.startTime as [number, number];
    return seconds * 1_000_000 + Math.floor(nanoseconds / 1000);
  }
  return (typeof options.startTime === 'number' ? options.startTime : Date.now()) * 1000;
}

/** Marks a span as failed: status, attributes and the exception as an event. */
export function failSpan(span: Span, facts: ErrorFacts): void {
  const exception: Attributes = { [Attr.exceptionType]: facts.type, [Attr.exceptionMessage]: facts.message };
  if (facts.stack !== undefined) exception[Attr.exceptionStacktrace] = facts.stack;
  span.addEvent('exception', exception);
  span.setStatus({ code: SpanStatusCode.ERROR, message: facts.message });
}
