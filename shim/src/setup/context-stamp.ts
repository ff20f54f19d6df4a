import type { Context } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { shimContextOf } from '../context/shim-context.ts';
import { Attr } from '../conventions/index.ts';

/**
 * Puts the execution and the context (user, session …) on every span that starts inside, whichever
 * instrumentation starts it. The shim's own spans have them already.
 */
export const contextStamp: SpanProcessor = {
  onStart(span: Span, context: Context): void {
    const around = shimContextOf(context);
    if (around === undefined) return;
    if (around.execution !== undefined && span.attributes[Attr.executionId] !== undefined) return;
    if (span.attributes[Attr.executionKind] !== undefined) return;
    span.setAttributes(around.attributes);
  },
  onEnd(): void {},
  async forceFlush(): Promise<void> {},
  async shutdown(): Promise<void> {},
};
