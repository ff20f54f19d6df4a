import {
  type Attributes,
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { Attr } from '../conventions/index.ts';
import { guarded } from '../setup/guard.ts';
import { shimTracer } from '../setup/tracing-api.ts';

/** What a span of an instrumentation starts with. */
export interface SpanStart {
  readonly name: string;
  readonly attributes?: Attributes;
  readonly kind?: SpanKind;
  /** Begins a trace of its own, which these lead to. */
  readonly links?: readonly Link[];
}

/** Starts a span below the active one, or with `links` of a trace of its own; undefined where that fails. */
export function startSpan({
  name,
  attributes = {},
  kind = SpanKind.INTERNAL,
  links,
}: SpanStart): Span | undefined {
  return guarded('starting a span', () => {
    const parent = links === undefined ? context.active() : trace.deleteSpan(context.active());
    return shimTracer().startSpan(name, { attributes, kind, links: [...(links ?? [])] }, parent);
  });
}

/**
 * Runs work in a span that ends when it returns, throws, or the promise it gives settles. The result is handed on
 * as it is: the same promise, the same error.
 */
export function inSpan<T>(start: SpanStart, work: () => T): T {
  const span = startSpan(start);
  if (span === undefined) return work();
  try {
    const result = context.with(trace.setSpan(context.active() ?? ROOT_CONTEXT, span), work);
    if (isThenable(result)) {
      result.then(
        () => span.end(),
        (error: unknown) => fail(span, error),
      );
    } else span.end();
    return result;
  } catch (error) {
    fail(span, error);
    throw error;
  }
}

/** Ends a span with an error, unless that is an answer that the client caused (a status below 500). */
export function fail(span: Span, error: unknown): void {
  recordError(span, error);
  span.end();
}

/** Puts an error on a span; one with a status of HTTP below 500 is the client's, and only noted. */
export function recordError(span: Span, error: unknown): void {
  guarded('recording an error', () => {
    const known = error instanceof Error ? error : new Error(String(error));
    span.recordException(known);
    if (statusOf(error) < 500) return;
    span.setAttribute(Attr.errorType, known.name);
    span.setStatus({ code: SpanStatusCode.ERROR, message: known.message });
  });
}

/** The status that frameworks find on an error: `statusCode` (Fastify), `status` (Hono, Express), `getStatus` (Nest). */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500;
  const { statusCode, status, getStatus } = error as Record<string, unknown>;
  const found = typeof getStatus === 'function' ? getStatus.call(error) : (statusCode ?? status);
  return typeof found === 'number' ? found : 500;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
