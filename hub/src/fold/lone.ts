import type { StoredFacts } from '../store/stored-facts.ts';
import type { Forest } from './forest.ts';
import type { FoldClock } from './inputs.ts';
import { isExecution, isModelCall, type Node } from './nodes.ts';

/** What stands outside of every execution, made executions. */
export interface LoneWork {
  /** By span id: the span as an execution. */
  readonly executions: ReadonlyMap<string, Node>;
  /** Until when the trace must be silent before the rest is decided; null where nothing waits. */
  readonly waitsUntilUs: number | null;
}

const noLoneWork: LoneWork = { executions: new Map(), waitsUntilUs: null };

/** A trace, with what is known of it so far. */
export interface OwnedNodes {
  readonly nodes: ReadonlyMap<string, Node>;
  readonly forest: Forest;
  /** Span id → span id of the execution that holds it. */
  readonly owners: ReadonlyMap<string, string>;
  readonly doubles: ReadonlySet<string>;
}

/**
 * Inferences, tool calls and requests that an MCP server served which no execution holds: each is one of the request
 * or root span that it ran in (the nearest above it), or by itself where executions run beside it. Only where no
 * execution can still come above: the parents are there up to a root, or the trace has been silent for a while. What
 * says which execution it is of waits for that one.
 */
export function findLoneWork(trace: OwnedNodes, clock: FoldClock): LoneWork {
  const { nodes, forest, owners } = trace;
  const candidates = [...nodes.values()].filter((node) => isWork(node) && !owners.has(node.id));
  if (candidates.length === 0) return noLoneWork;
  const holding = executionsBelow(nodes, forest);
  const above = readAbove(trace, holding);
  const silentAtUs = quietFrom(nodes, clock);
  const isSilent = clock.nowUs >= silentAtUs;
  const parts = new Map<string, Node[]>();
  let waits = false;
  for (const node of candidates) {
    if (!isLone(node, trace, above, holding)) continue;
    if (!above.complete.has(node.id) && !isSilent) {
      waits = true;
      continue;
    }
    const rootId = above.localRoot.get(node.id) ?? node.id;
    const work = parts.get(rootId);
    if (work) work.push(node);
    else parts.set(rootId, [node]);
  }
  const executions = new Map<string, Node>();
  for (const [rootId, work] of parts) {
    const root = nodes.get(rootId);
    if (root) executions.set(rootId, executionOf(root, work));
  }
  return { executions, waitsUntilUs: waits ? silentAtUs : null };
}

function isWork({ kind, status }: Node): boolean {
  return status !== 'running' && (kind === 'tool' || isModelCall(kind));
}

function isLone(node: Node, { doubles }: OwnedNodes, above: Above, holding: ReadonlySet<string>): boolean {
  if (above.claimed.has(node.id) || doubles.has(node.id)) return false;
  // A tool that runs an agent is seen by that one.
  return isModelCall(node.kind) || !holding.has(node.id);
}

interface Above {
  /** Ids of what has all its parents, up to a root. */
  readonly complete: ReadonlySet<string>;
  /** Ids of what the sender says is within an execution. */
  readonly claimed: ReadonlySet<string>;
  /** Id → id of the request or root span that it ran in. */
  readonly localRoot: ReadonlyMap<string, string>;
}

function readAbove({ nodes, forest }: OwnedNodes, holding: ReadonlySet<string>): Above {
  const complete = new Set<string>();
  const claimed = new Set<string>();
  const localRoot = new Map<string, string>();
  for (const id of forest.parentsFirst) {
    const node = nodes.get(id);
    if (!node) continue;
    const parent = nodes.get(forest.parentOf.get(id) ?? '');
    if (node.isRoot || (parent && complete.has(parent.id))) complete.add(id);
    if (node.executionId !== null || (parent && claimed.has(parent.id))) claimed.add(id);
    const starts = parent === undefined || node.isEntry || holding.has(parent.id);
    localRoot.set(id, starts ? id : (localRoot.get(parent.id) ?? id));
  }
  return { complete, claimed, localRoot };
}

/** Ids of what has an execution below it. */
function executionsBelow(nodes: ReadonlyMap<string, Node>, forest: Forest): ReadonlySet<string> {
  const holding = new Set<string>();
  for (const id of forest.parentsFirst.toReversed()) {
    const node = nodes.get(id);
    const parentId = forest.parentOf.get(id);
    if (node && parentId !== undefined && (isExecution(node) || holding.has(id))) holding.add(parentId);
  }
  return holding;
}

/** When a trace counts as silent; a time that lies far ahead of ours is a wrong clock's and waits for nothing. */
function quietFrom(nodes: ReadonlyMap<string, Node>, { nowUs, heartbeatTimeoutUs }: FoldClock): number {
  let lastUs = 0;
  for (const node of nodes.values()) lastUs = Math.max(lastUs, node.lastUs);
  return lastUs > nowUs + heartbeatTimeoutUs ? nowUs : lastUs + heartbeatTimeoutUs;
}

/** What an execution knows from its parts where its own span does not say it. */
const sharedFacts = [
  'agentVersion',
  'userId',
  'sessionId',
  'taskId',
  'conversationId',
  'workflowId',
] as const;

/** Named by the agent that its parts name, else by the service; what it did is its operation. */
function executionOf(root: Node, work: readonly Node[]): Node {
  const first = work.toSorted((a, b) => a.startUs - b.startUs || (a.id < b.id ? -1 : 1));
  const known = (name: 'agentName' | (typeof sharedFacts)[number]) =>
    root.facts[name] ?? first.find(({ facts }) => facts[name] !== undefined)?.facts[name];
  const context: { -readonly [Name in keyof StoredFacts]?: StoredFacts[Name] } = {
    ...root.facts,
    executionOperation: root.facts.executionOperation ?? operationOf(root),
  };
  for (const name of sharedFacts) {
    const value = known(name);
    if (value !== undefined) context[name] = value;
  }
  return { ...root, kind: 'agent', name: known('agentName') ?? (root.service || root.name), facts: context };
}

function operationOf(root: Node): string {
  if (root.operation === 'execute_tool') return `execute_tool ${root.name}`;
  return root.operation !== null && root.operation !== 'step' ? root.operation : root.spanName;
}
