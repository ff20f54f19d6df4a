import type { WorkflowGraph } from '../hub/types.ts';

type Node = WorkflowGraph['nodes'][number];

export interface SlowestStep {
  readonly step: Node;
  /** The innermost call within it that most of its time goes to; null where it is the step itself. */
  readonly within: Node | null;
}

/** Half of the time of a step and more is most of it. */
const MOST = 0.5;

/** The step of a workflow that costs the most time of its runs; null where there is none. */
export function slowestStep(nodes: readonly Node[]): SlowestStep | null {
  const step = largest(nodes.filter(({ depth }) => depth === 1));
  if (step === null) return null;
  let inner = step;
  for (;;) {
    const child = largest(nodes.filter(({ parent }) => parent === inner.id));
    if (child === null || child.share < MOST * inner.share) break;
    inner = child;
  }
  return { step, within: inner === step ? null : inner };
}

function largest(nodes: readonly Node[]): Node | null {
  return nodes.reduce<Node | null>(
    (most, node) => (node.share > 0 && (most === null || node.share > most.share) ? node : most),
    null,
  );
}
