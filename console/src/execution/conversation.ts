import type { Span } from '../hub/types.ts';
import type { WaterfallNode } from '../lib/waterfall-tree.ts';
import { type Exchange, exchangeOf, type ToolContent, toolContentOf } from './messages.ts';

/** A step with what was said in it. */
export interface Said {
  readonly node: WaterfallNode;
  readonly exchange: Exchange | null;
  readonly tool: ToolContent | null;
}

/** What the span of a step carries of messages, arguments and results. */
export function saidIn(node: WaterfallNode, span: Span | undefined): Said | null {
  if (!span) return null;
  const isTool = node.kind === 'tool' || node.kind === 'retrieval';
  const exchange = isTool || node.executionId !== null ? null : exchangeOf(span.attributes);
  const tool = isTool ? toolContentOf(span.attributes) : null;
  return exchange === null && tool === null ? null : { node, exchange, tool };
}

/** The steps in which something was said, by their begin. */
export function conversationOf(nodes: readonly WaterfallNode[], spans: readonly Span[]): Said[] {
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  return nodes
    .flatMap((node) => saidIn(node, byId.get(node.id)) ?? [])
    .sort((one, other) => one.node.startMs - other.node.startMs);
}
