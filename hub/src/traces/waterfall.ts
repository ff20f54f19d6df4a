import type { TraceTree, TreeSpan } from './trace-tree.ts';

/** The spans of a trace as a waterfall shows them: each followed by what is below it, by start. No recursion. */
export function waterfallOf({ roots }: TraceTree): TreeSpan[] {
  const order: TreeSpan[] = [];
  const open = roots.toReversed();
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    order.push(one);
    for (const child of one.children.toReversed()) open.push(child);
  }
  return order;
}
