import type { WaterfallNode } from './waterfall-tree.ts';

/** What the inferences in a part of the tree used. */
export interface NodeUsage {
  /** Input and output tokens. */
  readonly tokens: number;
  /** US dollars; null while nothing of it is priced. */
  readonly costUsd: number | null;
  /** Inferences whose model has no price. */
  readonly unpricedCalls: number;
}

const none: NodeUsage = { tokens: 0, costUsd: null, unpricedCalls: 0 };
const known = new WeakMap<WaterfallNode, NodeUsage>();

function ownUsage({ step, executionId }: WaterfallNode): NodeUsage {
  // Sums that a service puts on an agent's span are shown elsewhere, never added (design decision 2).
  if (!step?.usage || executionId !== null) return none;
  return {
    tokens: step.usage.input_tokens + step.usage.output_tokens,
    costUsd: step.cost_usd,
    unpricedCalls: step.cost_source === 'unpriced' ? 1 : 0,
  };
}

/** Tokens and cost of a node and all below it, each inference once. */
export function nodeUsage(node: WaterfallNode): NodeUsage {
  const before = known.get(node);
  if (before) return before;
  let { tokens, costUsd, unpricedCalls } = ownUsage(node);
  for (const child of node.children) {
    const below = nodeUsage(child);
    tokens += below.tokens;
    unpricedCalls += below.unpricedCalls;
    if (below.costUsd !== null) costUsd = (costUsd ?? 0) + below.costUsd;
  }
  const usage = { tokens, costUsd, unpricedCalls };
  known.set(node, usage);
  return usage;
}
