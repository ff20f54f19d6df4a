import { isExecution, type Node } from './nodes.ts';

/** Who belongs to whom in a trace. */
export interface Tree {
  readonly traceId: string;
  readonly nodes: ReadonlyMap<string, Node>;
  /** Executions, those within others first. */
  readonly executionsInnermostFirst: readonly Node[];
  /** Span id of an execution → its steps that are no executions. Each execution has an entry. */
  readonly stepsOf: ReadonlyMap<string, readonly Node[]>;
  /** Span id of an execution → span ids of the executions directly within it. */
  readonly childExecutions: ReadonlyMap<string, readonly string[]>;
  /** Id of the execution that this one was started from, in this trace or another. */
  parentExecutionOf(node: Node): string | null;
  parentStepOf(node: Node): string | null;
  /** Whether another inference, above or below this one, stands for it. */
  isDouble(node: Node): boolean;
}

const TRACE_ID_DIGITS = 32;

export function indexTree(traceId: string, given: ReadonlyMap<string, Node>): Tree {
  const nodes = withOutermostExecutions(given);
  const owners = new Map<string, string | null>();
  const ownerOf = (node: Node): string | null => {
    const known = owners.get(node.id);
    if (known !== undefined) return known;
    const owner = findOwner(node, nodes, traceId, owners);
    owners.set(node.id, owner);
    return owner;
  };

  const executions = [...nodes.values()].filter(isExecution);
  const stepsOf = new Map<string, Node[]>(executions.map((node) => [node.id, []]));
  const childExecutions = new Map<string, string[]>();
  const depths = new Map<string, number>();
  for (const node of executions) depths.set(node.id, depthOf(node, nodes, ownerOf));

  for (const node of nodes.values()) {
    const owner = ownerOf(node);
    if (owner === null || node.kind === null) continue;
    if (!isExecution(node)) stepsOf.get(owner)?.push(node);
    else if ((depths.get(node.id) ?? 0) > (depths.get(owner) ?? 0)) {
      childExecutions.set(owner, [...(childExecutions.get(owner) ?? []), node.id]);
    }
  }
  const doubles = findDoubles(nodes);
  return {
    traceId,
    nodes,
    executionsInnermostFirst: executions.sort((a, b) => (depths.get(b.id) ?? 0) - (depths.get(a.id) ?? 0)),
    stepsOf,
    childExecutions,
    parentExecutionOf: (node) => {
      const owner = ownerOf(node);
      return owner === null ? (node.facts.parentExecutionId ?? null) : traceId + owner;
    },
    parentStepOf: (node) => findParentStep(node, nodes),
    isDouble: (node) => doubles.has(node.id),
  };
}

/** Steps that are executions where none stands above them become what they are. */
function withOutermostExecutions(given: ReadonlyMap<string, Node>): ReadonlyMap<string, Node> {
  const nodes = new Map(given);
  for (const node of given.values()) {
    const kind = node.facts.executionIfOutermost;
    if (!kind || isExecution(node)) continue;
    const above = [...ancestors(node, given)];
    if (!above.some((one) => isExecution(one) || one.facts.executionIfOutermost))
      nodes.set(node.id, { ...node, kind });
  }
  return nodes;
}

/** The chain of parents, nearest first; ends where a parent is unknown, and at a loop. */
function* ancestors(node: Node, nodes: ReadonlyMap<string, Node>): Generator<Node> {
  const seen = new Set([node.id]);
  let current = node;
  while (current.parentId !== null && !seen.has(current.parentId)) {
    const parent = nodes.get(current.parentId);
    if (parent === undefined) return;
    seen.add(parent.id);
    yield parent;
    current = parent;
  }
}

/**
 * Span id of the nearest execution above. Where the chain of spans breaks (a span in between still runs), what
 * the sender stamped on the span decides.
 */
function findOwner(
  node: Node,
  nodes: ReadonlyMap<string, Node>,
  traceId: string,
  known: ReadonlyMap<string, string | null>,
): string | null {
  let last = node;
  for (const ancestor of ancestors(node, nodes)) {
    if (isExecution(ancestor)) return ancestor.id;
    // What is known of an ancestor saves the rest of the way: a chain of n spans costs n steps, not n².
    const owner = known.get(ancestor.id);
    if (owner) return owner;
    last = ancestor;
  }
  const stamped = isExecution(node)
    ? node.facts.parentExecutionId
    : (node.executionId ?? last.executionId ?? undefined);
  if (!stamped?.startsWith(traceId)) return null;
  const owner = nodes.get(stamped.slice(TRACE_ID_DIGITS));
  return owner && owner.id !== node.id && isExecution(owner) ? owner.id : null;
}

function depthOf(
  node: Node,
  nodes: ReadonlyMap<string, Node>,
  ownerOf: (node: Node) => string | null,
): number {
  const seen = new Set<string>();
  let depth = 0;
  for (let id = ownerOf(node); id !== null && !seen.has(id); depth += 1) {
    seen.add(id);
    const owner = nodes.get(id);
    id = owner ? ownerOf(owner) : null;
  }
  return depth;
}

function findParentStep(node: Node, nodes: ReadonlyMap<string, Node>): string | null {
  for (const ancestor of ancestors(node, nodes)) {
    if (isExecution(ancestor)) return null;
    if (ancestor.kind !== null) return ancestor.id;
  }
  return null;
}

/**
 * Inferences that another one of the same chain stands for: the innermost that reports tokens counts, or the
 * innermost where none does.
 */
function findDoubles(nodes: ReadonlyMap<string, Node>): Set<string> {
  const doubles = new Set<string>();
  for (const node of nodes.values()) {
    if (!node.inference) continue;
    for (const ancestor of ancestors(node, nodes)) {
      if (isExecution(ancestor)) break;
      if (!ancestor.inference) continue;
      doubles.add(node.inference.usage || !ancestor.inference.usage ? ancestor.id : node.id);
    }
  }
  return doubles;
}
