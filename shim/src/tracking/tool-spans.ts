import type { Span } from '@opentelemetry/api';
import { Attr } from '../conventions/index.ts';
import { processWide } from '../setup/process-wide.ts';

const toolSpans = processWide('tool-spans', () => new WeakSet<Span>());

/** Remembers the span of a tool call; where it is not recorded, nothing else tells what it is. */
export function markToolSpan(span: Span): void {
  toolSpans.add(span);
}

/**
 * Whether a span is that of a tool call, the shim's or another instrumentation's, of which no call over MCP is told
 * yet. It is from then on: a tool that calls two has the second as a span of its own.
 */
export function takeToolSpan(span: Span | undefined): span is Span {
  if (span === undefined) return false;
  const marked = toolSpans.delete(span);
  const attributes: unknown = 'attributes' in span ? span.attributes : undefined;
  if (typeof attributes !== 'object' || attributes === null) return marked;
  const { [Attr.operationName]: operation, [Attr.mcpMethodName]: method } = attributes as Record<
    string,
    unknown
  >;
  // One that has ended is that of a tool whose work goes on behind it.
  return operation === 'execute_tool' && method === undefined && span.isRecording();
}
