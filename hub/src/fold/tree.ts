import { findDoubles } from './doubles.ts';
import { type Forest, forestOf } from './forest.ts';
import type { FoldClock } from './inputs.ts';
import { findLoneWork } from './lone.ts';
import { isExecution, type Node } from './nodes.ts';

/** Who belongs to whom in a trace. */
export interface Tree {
  readonly traceId: string;
  readonly nodes: ReadonlyMap<string, Node>;
  /** See FoldedTrace. */
  readonly waitsUntilUs: number | null;
  /** Executions, those within others first. */
  readonly executionsInnermostFirst: readonly Node[];
  /**
   * Span id of an execution → its steps that are no executions. Each execution has an entry. The step of a lone
   * inference or tool call is the execution's own span.
   */
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

/** Indexes a trace, in time linear in its nodes: a trace may be ten thousand spans deep as well as wide. */
export function indexTree(traceId: string, given: ReadonlyMap<string, Node>, clock: FoldClock): Tree {
  const forest = forestOf(given.keys(), (id) => given.get(id)?.parentId);
  const told = withServedTools(withOutermostExecutions(given, forest), forest);
  const toldOwners = ownersOf(traceId, told, forest);
  const doubles = findDoubles(told, forest, (id) => toldOwners.has(id));
  const lone = findLoneWork({ nodes: told, forest, owners: toldOwners, doubles }, clock);
  const nodes = lone.executions.size === 0 ? told : new Map([...told, ...lone.executions]);
  const owners = lone.executions.size === 0 ? toldOwners : ownersOf(traceId, nodes, forest);

  const executions = forestOf(
    [...nodes.values()].filter(isExecution).map((node) => node.id),
    (id) => owners.get(id),
  );
  const stepsOf = new Map<string, Node[]>(executions.parentsFirst.map((id) => [id, []]));
  const childExecutions = new Map<string, string[]>();
  for (const node of nodes.values()) {
    if (isExecution(node)) {
      const owner = executions.parentOf.get(node.id);
      if (owner === undefined) continue;
      const children = childExecutions.get(owner);
      if (children) children.push(node.id);
      else childExecutions.set(owner, [node.id]);
    } else if (node.kind !== null) {
      const owner = owners.get(node.id);
      if (owner !== undefined) stepsOf.get(owner)?.push(node);
    }
  }
  const ownSteps = new Map<string, Node>();
  for (const id of lone.executions.keys()) {
    const step = told.get(id);
    if (!step || step.kind === null) continue;
    ownSteps.set(id, step);
    stepsOf.get(id)?.push(step);
  }
  const parentSteps = parentStepsOf(nodes, ownSteps, forest);
  return {
    traceId,
    nodes,
    waitsUntilUs: lone.waitsUntilUs,
    executionsInnermostFirst: executions.parentsFirst.toReversed().flatMap((id) => nodes.get(id) ?? []),
    stepsOf,
    childExecutions,
    parentExecutionOf: (node) => {
      const owner = executions.parentOf.get(node.id);
      return owner === undefined ? (node.facts.parentExecutionId ?? null) : traceId + owner;
    },
    parentStepOf: (node) => parentSteps.get(node.id) ?? null,
    isDouble: (node) => doubles.has(node.id),
  };
}

/** Steps that are executions where none stands above them become what they are. */
function withOutermostExecutions(
  given: ReadonlyMap<string, Node>,
  forest: Forest,
): ReadonlyMap<string, Node> {
  const nodes = new Map(given);
  const below = new Set<string>();
  for (const id of forest.parentsFirst) {
    const parentId = forest.parentOf.get(id);
    const parent = parentId === undefined ? undefined : given.get(parentId);
    if (parent && (isExecution(parent) || parent.facts.executionIfOutermost || below.has(parent.id))) {
      below.add(id);
    }
    const node = given.get(id);
    const kind = node?.facts.executionIfOutermost;
    if (node && kind && !isExecution(node) && !below.has(id)) nodes.set(id, { ...node, kind });
  }
  return nodes;
}

/** A call that an MCP server served is a step where no span of a client above it tells of it. */
function withServedTools(given: ReadonlyMap<string, Node>, forest: Forest): ReadonlyMap<string, Node> {
  if (![...given.values()].some(({ facts }) => facts.servedTool !== undefined)) return given;
  const nodes = new Map(given);
  const underTool = new Set<string>();
  for (const id of forest.parentsFirst) {
    const node = given.get(id);
    const parent = given.get(forest.parentOf.get(id) ?? '');
    const isUnder = parent && !isExecution(parent) && (parent.kind === 'tool' || underTool.has(parent.id));
    if (isUnder) underTool.add(id);
    const tool = node?.facts.servedTool;
    if (node && tool !== undefined && !isUnder) nodes.set(id, { ...node, kind: 'tool', name: tool });
  }
  return nodes;
}

/**
 * Span id → span id of the execution that it is within: the nearest one above. Where the chain of spans breaks (a span
 * in between still runs), what the sender stamped on the span, or else on the nearest one above it, decides.
 */
function ownersOf(traceId: string, nodes: ReadonlyMap<string, Node>, forest: Forest): Map<string, string> {
  const inChain = new Map<string, string>();
  const stamped = new Map<string, string>();
  for (const id of forest.parentsFirst) {
    const node = nodes.get(id);
    const parentId = forest.parentOf.get(id);
    const parent = parentId === undefined ? undefined : nodes.get(parentId);
    const above = parent && (isExecution(parent) ? parent.id : inChain.get(parent.id));
    if (above !== undefined) inChain.set(id, above);
    const stamp = (node && stampOf(node, traceId, nodes)) ?? (parent && stamped.get(parent.id));
    if (stamp !== undefined) stamped.set(id, stamp);
  }
  return new Map([...stamped, ...inChain]);
}

function stampOf(node: Node, traceId: string, nodes: ReadonlyMap<string, Node>): string | undefined {
  const stamp = isExecution(node) ? node.facts.parentExecutionId : node.executionId;
  if (!stamp?.startsWith(traceId)) return undefined;
  const owner = nodes.get(stamp.slice(TRACE_ID_DIGITS));
  return owner && owner.id !== node.id && isExecution(owner) ? owner.id : undefined;
}

/** Span id → the step within which it ran, if that is one of the same execution. */
function parentStepsOf(
  nodes: ReadonlyMap<string, Node>,
  ownSteps: ReadonlyMap<string, Node>,
  forest: Forest,
): ReadonlyMap<string, string> {
  const steps = new Map<string, string>();
  for (const id of forest.parentsFirst) {
    const parentId = forest.parentOf.get(id);
    const parent = parentId === undefined ? undefined : nodes.get(parentId);
    if (!parent || (isExecution(parent) && !ownSteps.has(parent.id))) continue;
    const step = parent.kind !== null ? parent.id : steps.get(parent.id);
    if (step !== undefined) steps.set(id, step);
  }
  return steps;
}
