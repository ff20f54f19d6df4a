import { type Context, type Span, TraceFlags } from '@opentelemetry/api';
import { contextStamp } from '../context-stamp.ts';
import { guarded } from '../guard.ts';
import { flushOwn } from '../init.ts';
import { isNew, spansBeside } from './beside.ts';
import { copyOfSpan } from './ended-span.ts';

/** Fits what SDKs 1.x, 2.x and 3.x of OpenTelemetry take as a `SpanProcessor`. */
export interface ObservatorySpanProcessor {
  /** Puts the execution and the context on a span that starts. */
  onStart(span: Span, context: Context): void;
  /** Takes a span that has ended, where it is sampled. */
  onEnd(span: object): void;
  /** Sends what waits, within `OBSERVATORY_FLUSH_TIMEOUT`. */
  forceFlush(): Promise<void>;
  /** As `forceFlush`. */
  shutdown(): Promise<void>;
}

/**
 * A span processor for a tracer provider that is not the shim's (Sentry, `@vercel/otel`, NodeSDK …): it puts the
 * execution and the context on spans that start, and sends those that end to the Observatory, as the shim's own
 * provider would. What others export stays with them.
 */
export function observatorySpanProcessor(): ObservatorySpanProcessor {
  const out = spansBeside();
  return {
    onStart(span, context) {
      guarded('stamping a span', () => contextStamp.onStart(span as Stamped, context));
    },
    onEnd(span) {
      guarded('taking a span', () => {
        const ended = span as Ended;
        const isSampled = (ended.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
        if (isSampled && isNew(ended)) out.add(copyOfSpan(ended));
      });
    },
    // A provider that ends is mostly the end of the process, and then all has to be out.
    forceFlush: flushOwn,
    shutdown: flushOwn,
  };
}

type Stamped = Parameters<typeof contextStamp.onStart>[0];
type Ended = Parameters<typeof copyOfSpan>[0];
