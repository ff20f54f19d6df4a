import { ABANDONED } from '@observatory/shim/conventions';
import { isExecution, type Node } from './nodes.ts';
import type { Cause, Fault, FoldedExecution } from './results.ts';
import type { Tree } from './tree.ts';

/** Something directly within what failed: a step, or an execution with what the fold made of it. */
interface Part {
  readonly node: Node;
  readonly child: FoldedExecution | null;
}

/** A failed execution whose cause is looked for. */
export interface Failed {
  readonly node: Node;
  readonly fault: Fault;
}

/**
 * Why an execution failed: from what failed directly within it, always further inwards. A step that failed is the cause
 * where its error is that of what it is within, or is in its message, or nothing began after it: else it was mended (a retry, a
 * fallback). A step without an end is where the execution stood when it was abandoned or its process died.
 */
export function causeOf({ node, fault }: Failed, tree: Tree, children: readonly FoldedExecution[]): Cause {
  const childOf = new Map(children.map((child) => [child.spanId, child]));
  const partsOf = Map.groupBy(
    [
      ...(tree.stepsOf.get(node.id) ?? []).map((step): Part => ({ node: step, child: null })),
      ...(tree.childExecutions.get(node.id) ?? []).flatMap((id): Part[] => {
        const inner = tree.nodes.get(id);
        return inner && isExecution(inner) ? [{ node: inner, child: childOf.get(id) ?? null }] : [];
      }),
    ],
    // The step of a lone call is its execution's own span.
    (part) => (part.node.id === node.id ? null : tree.parentStepOf(part.node)),
  );
  let cause: Cause = { executionId: tree.traceId + node.id, step: null, fault };
  let within: string | null = null;
  for (;;) {
    const part = pick(cause.fault, partsOf.get(within) ?? []);
    if (part === null) return cause;
    if (part.child) return part.child.cause ?? cause;
    cause = { ...cause, step: part.node.name, fault: part.node.error ?? cause.fault };
    within = part.node.id;
  }
}

function pick(fault: Fault, parts: readonly Part[]): Part | null {
  let lastStartUs = Number.NEGATIVE_INFINITY;
  for (const { node } of parts) lastStartUs = Math.max(lastStartUs, node.startUs);
  let best: Part | null = null;
  let bestRank = 0;
  for (const part of parts) {
    const rank = rankOf(fault, part, lastStartUs);
    if (rank === 0 || rank < bestRank) continue;
    if (best === null || rank > bestRank || isLater(part, best)) best = part;
    bestRank = rank;
  }
  return best;
}

/** How much speaks for a part as the cause; 0 for nothing. */
function rankOf(fault: Fault, { node, child }: Part, lastStartUs: number): number {
  const isOpen = child === null && node.status === 'running';
  const own = child ? child.error : node.error;
  if (fault.type === ABANDONED)
    return isOpen || (child?.status === 'failed' && own?.type === ABANDONED) ? 1 : 0;
  if (isOpen) return 1;
  if ((child ?? node).status !== 'failed' || own === null) return 0;
  if (own.type === fault.type && own.message === fault.message) return 3;
  if (own.message !== '' && fault.message.includes(own.message)) return 2;
  return endOf({ node, child }) >= lastStartUs ? 1 : 0;
}

const endOf = ({ node, child }: Part) => (child ? child.endedUs : node.endUs) ?? Number.POSITIVE_INFINITY;

function isLater(part: Part, than: Part): boolean {
  const [end, otherEnd] = [endOf(part), endOf(than)];
  if (end !== otherEnd) return end > otherEnd;
  const { startUs, id } = part.node;
  return startUs !== than.node.startUs ? startUs > than.node.startUs : id > than.node.id;
}
