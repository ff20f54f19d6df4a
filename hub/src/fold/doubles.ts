import type { Forest } from './forest.ts';
import { isExecution, type Node } from './nodes.ts';

interface Inferences {
  readonly any: boolean;
  readonly withUsage: boolean;
}

const none: Inferences = { any: false, withUsage: false };

/**
 * Inferences that another one of the same chain stands for: the innermost that reports tokens counts, or the
 * innermost where none does. A chain ends at an execution.
 */
export function findDoubles(nodes: ReadonlyMap<string, Node>, forest: Forest): ReadonlySet<string> {
  const doubles = new Set<string>();
  const below = new Map<string, Inferences>();
  for (const id of forest.parentsFirst.toReversed()) {
    const node = nodes.get(id);
    if (!node) continue;
    const inside = below.get(id) ?? none;
    if (node.inference && !isExecution(node) && (node.inference.usage ? inside.withUsage : inside.any)) {
      doubles.add(id);
    }
    const parentId = forest.parentOf.get(id);
    if (parentId === undefined) continue;
    const beside = below.get(parentId) ?? none;
    const passed = isExecution(node) ? none : inside;
    below.set(parentId, {
      any: beside.any || passed.any || node.inference !== null,
      withUsage: beside.withUsage || passed.withUsage || Boolean(node.inference?.usage),
    });
  }
  const underUsage = new Set<string>();
  for (const id of forest.parentsFirst) {
    const parent = nodes.get(forest.parentOf.get(id) ?? '');
    if (!parent || isExecution(parent)) continue;
    if (!parent.inference?.usage && !underUsage.has(parent.id)) continue;
    underUsage.add(id);
    const inference = nodes.get(id)?.inference;
    if (inference && !inference.usage) doubles.add(id);
  }
  return doubles;
}
