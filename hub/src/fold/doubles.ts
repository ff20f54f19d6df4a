import type { Forest } from './forest.ts';
import { isExecution, type Node } from './nodes.ts';

interface Inferences {
  readonly any: boolean;
  readonly withUsage: boolean;
}

const none: Inferences = { any: false, withUsage: false };

/**
 * Inferences that another one stands for. Of those within one another, the innermost that reports tokens counts, or the
 * innermost where none does; a chain ends at an execution, and at a tool call, whose own inferences are others. Of those
 * with the same answer (`gen_ai.response.id`), wherever they stand, one counts.
 */
export function findDoubles(
  nodes: ReadonlyMap<string, Node>,
  forest: Forest,
  isOwned: (id: string) => boolean,
): ReadonlySet<string> {
  const doubles = nestedDoubles(nodes, forest);
  const counted = new Map<string, Node>();
  for (const node of nodes.values()) {
    const answer = answerOf(node);
    if (answer === null || doubles.has(node.id)) continue;
    const known = counted.get(answer);
    const better = known === undefined || isBetter(node, known, isOwned);
    if (known !== undefined) doubles.add(better ? known.id : node.id);
    if (better) counted.set(answer, node);
  }
  return doubles;
}

function answerOf({ inference, facts }: Node): string | null {
  return inference && facts.responseId ? `${inference.provider ?? ''}\u0000${facts.responseId}` : null;
}

/** The one with tokens counts, then the one within an execution, then the earlier. */
function isBetter(node: Node, known: Node, isOwned: (id: string) => boolean): boolean {
  const [hasUsage, hadUsage] = [Boolean(node.inference?.usage), Boolean(known.inference?.usage)];
  if (hasUsage !== hadUsage) return hasUsage;
  const [owned, wasOwned] = [isOwned(node.id), isOwned(known.id)];
  if (owned !== wasOwned) return owned;
  return node.startUs < known.startUs || (node.startUs === known.startUs && node.id < known.id);
}

function nestedDoubles(nodes: ReadonlyMap<string, Node>, forest: Forest): Set<string> {
  const doubles = new Set<string>();
  const below = new Map<string, Inferences>();
  for (const id of forest.parentsFirst.toReversed()) {
    const node = nodes.get(id);
    if (!node) continue;
    const inside = below.get(id) ?? none;
    if (node.inference && !endsChain(node) && (node.inference.usage ? inside.withUsage : inside.any)) {
      doubles.add(id);
    }
    const parentId = forest.parentOf.get(id);
    if (parentId === undefined) continue;
    const beside = below.get(parentId) ?? none;
    const passed = endsChain(node) ? none : inside;
    below.set(parentId, {
      any: beside.any || passed.any || node.inference !== null,
      withUsage: beside.withUsage || passed.withUsage || Boolean(node.inference?.usage),
    });
  }
  const underUsage = new Set<string>();
  for (const id of forest.parentsFirst) {
    const parent = nodes.get(forest.parentOf.get(id) ?? '');
    if (!parent || endsChain(parent)) continue;
    if (!parent.inference?.usage && !underUsage.has(parent.id)) continue;
    underUsage.add(id);
    const inference = nodes.get(id)?.inference;
    if (inference && !inference.usage) doubles.add(id);
  }
  return doubles;
}

function endsChain(node: Node): boolean {
  return node.kind === 'tool' || isExecution(node);
}
