import type { ReceivedSpan } from '../../../shim/src/testing/otlp-receiver.ts';

/** Each span's name and that of the one above it, those above first. */
export function tree(spans: readonly ReceivedSpan[], above?: ReceivedSpan): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  return spans
    .filter(({ parentSpanId }) => (above ? parentSpanId === above.spanId : !known.has(parentSpanId)))
    .flatMap((span) => [`${span.name} < ${above?.name ?? ''}`, ...tree(spans, span)]);
}
