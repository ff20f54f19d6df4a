import {
  type Attributes,
  type Context,
  context,
  type Exception,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { Attr, instrumentationMetrics } from '../../conventions/index.ts';
import { guarded } from '../../setup/guard.ts';
import type { Instrumentation } from '../library.ts';
import { instrumentationMeters } from '../platform-metrics.ts';

/** How the spans of an instrumentation become queries. */
export interface WatchedDatabase {
  /** The operation of a query where its span does not tell. A span without one is no query: that of a connection. */
  readonly operationOf?: (attributes: Attributes) => string;
  /** Name of the span, where the instrumentation's own could hold values. */
  readonly nameOf?: (operation: string) => string;
  /** Whether only what runs within another span has one. Counted is everything. */
  readonly onlyWithin?: boolean;
}

/**
 * Counts what an instrumentation makes spans of, kept or not, as `db.client.operation.duration`: those of most databases
 * make spans alone. It is measured from the start of the span to its end, whatever is sampled.
 */
export function watchedDatabase(
  instrumentation: Instrumentation,
  how: WatchedDatabase = {},
): Instrumentation {
  const watched: Instrumentation = {
    setTracerProvider: (provider) => instrumentation.setTracerProvider?.(watchedTracers(provider, how)),
    setMeterProvider: (provider) => instrumentation.setMeterProvider?.(provider),
  };
  watched.setTracerProvider?.(trace.getTracerProvider());
  return watched;
}

function watchedTracers(provider: TracerProvider, how: WatchedDatabase): TracerProvider {
  return { getTracer: (...given) => watchedTracer(provider.getTracer(...given), how, given) };
}

function watchedTracer(
  tracer: Tracer,
  how: WatchedDatabase,
  [name, version]: Parameters<TracerProvider['getTracer']>,
): Tracer {
  const duration = instrumentationMeters
    .getMeter(name, version)
    .createHistogram(instrumentationMetrics.databaseDuration, { unit: 's' });
  return {
    startSpan(given, options = {}, parent = context.active()) {
      const operation = guarded('a query', () => operationOf(options.attributes ?? {}, how));
      if (operation === undefined) return start(given, options, parent);
      const attributes = { ...options.attributes, [Attr.dbOperationName]: operation };
      const span = start(how.nameOf?.(operation) ?? given, { ...options, attributes }, parent);
      whenEnded(span, (seconds, errorType) => duration.record(seconds, labels(attributes, errorType)));
      return span;
    },
    // Instrumentations of databases do not use it.
    startActiveSpan: tracer.startActiveSpan.bind(tracer) as Tracer['startActiveSpan'],
  };

  function start(spanName: string, options: SpanOptions, parent: Context): Span {
    return how.onlyWithin && trace.getSpan(parent) === undefined
      ? trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
      : tracer.startSpan(spanName, options, parent);
  }
}

function operationOf(attributes: Attributes, how: WatchedDatabase): string | undefined {
  const told = how.operationOf?.(attributes) ?? attributes[Attr.dbOperationName];
  return told === undefined ? undefined : String(told);
}

const labelNames = [
  Attr.dbSystemName,
  Attr.dbOperationName,
  Attr.dbNamespace,
  Attr.serverAddress,
  Attr.serverPort,
] as const;

function labels(attributes: Attributes, errorType: string | undefined): Attributes {
  const kept = labelNames.map((name) => [name, attributes[name]] as const);
  return {
    ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)),
    ...(errorType !== undefined && { [Attr.errorType]: errorType }),
  };
}

/** The span itself is listened to, also where it is none that is kept: each has its own object. */
function whenEnded(span: Span, ended: (seconds: number, errorType: string | undefined) => void): void {
  const startMs = performance.now();
  const { end, recordException, setStatus } = span;
  let errorType: string | undefined;
  span.recordException = (exception, time) => {
    errorType = typeOf(exception);
    recordException.call(span, exception, time);
  };
  span.setStatus = (status) => {
    if (status.code === SpanStatusCode.ERROR) {
      errorType ??= '_OTHER';
      span.setAttribute(Attr.errorType, errorType);
    }
    return setStatus.call(span, status);
  };
  span.end = (endTime) => {
    span.end = end;
    guarded('the duration of a query', () => ended((performance.now() - startMs) / 1000, errorType));
    end.call(span, endTime);
  };
}

/** The code of a server, or the class. */
function typeOf(exception: Exception): string {
  if (typeof exception === 'string') return '_OTHER';
  const { code } = exception;
  if (typeof code === 'string' && code !== '') return code;
  return exception instanceof Error ? exception.constructor.name : '_OTHER';
}
