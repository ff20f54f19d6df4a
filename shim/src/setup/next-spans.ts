import { type Context, createContextKey, SpanKind } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';

/** Where the instrumentation of `node:http` keeps the request that is served: the key of @opentelemetry/core. */
const rpcMetadata = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

/**
 * Next.js makes spans of requests served and of fetches by itself, as the instrumentations of `node:http` and undici do.
 * Its span of a request becomes a part of theirs, which takes the route, and it is told to make none of a fetch.
 */
export const nextSpans: SpanProcessor = {
  onStart(span: Span, context: Context): void {
    if (span.instrumentationScope.name !== 'next.js') return;
    // Next.js reads it at each fetch; a value of the user's stays.
    process.env.NEXT_OTEL_FETCH_DISABLED ??= '1';
    const request = context.getValue(rpcMetadata);
    if (typeof request !== 'object' || request === null) return;
    if (span.kind === SpanKind.SERVER) Object.assign(span, { kind: SpanKind.INTERNAL });
    // Its own span of the request learns the route when the answer is sent: too late for the metric of requests.
    const route = span.attributes['next.route'];
    if (typeof route === 'string') Object.assign(request, { route });
  },
  onEnd(): void {},
  async forceFlush(): Promise<void> {},
  async shutdown(): Promise<void> {},
};
