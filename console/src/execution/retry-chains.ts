import type { WaterfallNode } from '../lib/waterfall-tree.ts';

/** One step and its tries, as they followed each other. */
export interface RetryChain {
  readonly name: string;
  readonly tries: readonly WaterfallNode[];
  /** The last try went well. */
  readonly isMended: boolean;
}

/** A try that counts no further than the one before it begins another chain. */
function continues(last: WaterfallNode, next: WaterfallNode): boolean {
  return (next.step?.attempt ?? 0) > (last.step?.attempt ?? 0);
}

/** Steps that were tried more than once, by their first try. */
export function retryChains(nodes: readonly WaterfallNode[]): RetryChain[] {
  const open = new Map<string, WaterfallNode[]>();
  const chains: WaterfallNode[][] = [];
  for (const node of nodes) {
    if (node.step?.attempt == null) continue;
    const key = JSON.stringify([node.parent?.id, node.kind, node.name]);
    const chain = open.get(key);
    const last = chain?.at(-1);
    if (chain && last && continues(last, node)) {
      chain.push(node);
      continue;
    }
    const begun = [node];
    open.set(key, begun);
    chains.push(begun);
  }
  return chains
    .filter((tries) => tries.length > 1)
    .map((tries) => ({
      name: tries[0]?.name ?? '',
      tries,
      isMended: tries.at(-1)?.status === 'completed',
    }));
}
