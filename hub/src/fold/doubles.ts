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
 * with the same answer (`gen_ai.response.id`) that ran at the same time, wherever they stand, one counts; one after the
 * other they are others, since some servers, such as Ollama, give few ids.
 */
export function findDoubles(
  nodes: ReadonlyMap<string, Node>,
  forest: Forest,
  isOwned: (id: string) => boolean,
): ReadonlySet<string> {
  const doubles = nestedDoubles(nodes, forest);
  for (const same of answersOf(nodes, doubles).values()) {
    let best: Node | undefined;
    let lastUs = 0;
    for (const node of same.toSorted((a, b) => a.startUs - b.startUs || (a.id < b.id ? -1 : 1))) {
      if (best === undefined || node.startUs > lastUs) {
        best = node;
      } else if (isBetter(node, best, isOwned)) {
        doubles.add(best.id);
        best = node;
      } else {
        doubles.add(node.id);
      }
      lastUs = Math.max(lastUs, node.endUs ?? node.lastUs);
    }
  }
  return doubles;
}

/** The inferences of each answer that are no doubles yet. */
function answersOf(
  nodes: ReadonlyMap<string, Node>,
  doubles: ReadonlySet<string>,
): ReadonlyMap<string, readonly Node[]> {
  const answers = new Map<string, Node[]>();
  for (const node of nodes.values()) {
    const { inference, facts, id } = node;
    if (!inference || !facts.responseId || doubles.has(id)) continue;
    const answer = `${inference.provider ?? ''}\u0000${facts.responseId}`;
    const same = answers.get(answer);
    if (same) same.push(node);
    else answers.set(answer, [node]);
  }
  return answers;
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
