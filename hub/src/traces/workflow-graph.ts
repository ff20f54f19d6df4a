import type { ReadRun } from './bottlenecks.ts';
import { criticalPath } from './critical-path.ts';
import { percentile } from './percentile.ts';
import type { TraceSpan, TreeSpan } from './trace-tree.ts';

/** A step of a workflow, over all runs in which it came. Times are milliseconds. */
export interface GraphNode {
  /** Kinds and names from the workflow down to it. */
  readonly id: string;
  readonly parent: string | null;
  readonly kind: TraceSpan['kind'];
  readonly name: string;
  readonly depth: number;
  /** How often it ran. */
  readonly count: number;
  readonly runs: number;
  readonly failed: number;
  readonly meanMs: number;
  readonly p95Ms: number;
  /** Of the time of all runs: what it and all within it take on the critical path. */
  readonly share: number;
  /** The same without what is within it. */
  readonly ownShare: number;
  /** The run in which it took longest. */
  readonly example: string;
  /** A run in which it failed. */
  readonly failedExample: string | null;
}

/** From a step to one that began once it had ended, or from what holds steps to those that began first. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'next' | 'within';
  readonly count: number;
  /** How often what it leads to failed. */
  readonly failed: number;
  /** Mean time between the end of the one and the begin of the other, in milliseconds; within: since the begin. */
  readonly waitMs: number;
}

export interface WorkflowGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Whether steps are left out: those that took the least time, and all deeper than five levels. */
  readonly isCut: boolean;
}

const MAX_DEPTH = 5;
const MAX_NODES = 200;
/** Begins and ends of one process are off by as much, since they are taken from clocks of whole milliseconds. */
const TOLERANCE_US = 2_000;

interface NodeSums {
  readonly of: TraceSpan;
  readonly parent: string | null;
  readonly depth: number;
  readonly times: number[];
  readonly runs: Set<string>;
  failed: number;
  pathUs: number;
  ownUs: number;
  longestUs: number;
  example: string;
  failedExample: string | null;
}
interface EdgeSums {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdge['kind'];
  count: number;
  failed: number;
  waitUs: number;
}

/**
 * The steps of a workflow and their order, of some of its runs. Steps are one node where the path of their kinds and
 * names is the same, so tries and turns of a loop are counted in one. A step follows those that had ended when it began,
 * but for those that another one of these followed: so what ran at once stands side by side.
 */
export function workflowGraph(runs: readonly ReadRun[]): WorkflowGraph {
  const nodes = new Map<string, NodeSums>();
  const edges = new Map<string, EdgeSums>();
  let wholeUs = 0;
  let isCut = false;
  for (const run of runs) {
    const ids = new Map<TreeSpan, string>();
    for (const span of run.tree.parentsFirst) {
      // Requests and queries are no steps.
      if (span.span.kind === 'span') continue;
      const above = span.parent === null ? null : (ids.get(span.parent) ?? null);
      if (span.parent !== null && above === null) continue;
      const depth = above === null ? 0 : (nodes.get(above)?.depth ?? 0) + 1;
      if (depth > MAX_DEPTH) {
        isCut = true;
        continue;
      }
      const own = `${span.span.kind} ${span.span.name}`;
      const id = above === null ? own : `${above} › ${own}`;
      ids.set(span, id);
      addSpan(nodes, id, above, depth, span, run.executionId);
    }
    for (const [span, id] of ids) addOrder(edges, ids, span, id);
    const path = criticalPath(run.tree);
    wholeUs += path.toUs - path.fromUs;
    for (const segment of path.segments) addPath(nodes, ids, segment.span, segment.toUs - segment.fromUs);
  }
  const kept = [...nodes]
    .sort(([, a], [, b]) => a.depth - b.depth || b.pathUs - a.pathUs)
    .slice(0, MAX_NODES);
  const keptIds = new Set(kept.map(([id]) => id));
  return {
    nodes: kept.map(([id, sums]) => nodeOf(id, sums, wholeUs)),
    edges: [...edges.values()]
      .filter(({ from, to }) => keptIds.has(from) && keptIds.has(to))
      .map(({ waitUs, ...edge }) => ({ ...edge, waitMs: waitUs / edge.count / 1000 })),
    isCut: isCut || kept.length < nodes.size,
  };
}

function addSpan(
  nodes: Map<string, NodeSums>,
  id: string,
  parent: string | null,
  depth: number,
  { span, fromUs, toUs }: TreeSpan,
  run: string,
): void {
  const known = nodes.get(id) ?? {
    of: span,
    parent,
    depth,
    times: [],
    runs: new Set(),
    failed: 0,
    pathUs: 0,
    ownUs: 0,
    longestUs: -1,
    example: run,
    failedExample: null,
  };
  nodes.set(id, known);
  known.times.push(toUs - fromUs);
  known.runs.add(run);
  if (span.status === 'failed') {
    known.failed++;
    known.failedExample ??= run;
  }
  if (toUs - fromUs > known.longestUs) {
    known.longestUs = toUs - fromUs;
    known.example = run;
  }
}

/** What began within a span first, and what followed what. */
function addOrder(
  edges: Map<string, EdgeSums>,
  ids: ReadonlyMap<TreeSpan, string>,
  parent: TreeSpan,
  parentId: string,
): void {
  const steps = parent.children.filter((child) => ids.has(child));
  for (const [index, step] of steps.entries()) {
    const to = ids.get(step) ?? '';
    const ended = steps.slice(0, index).filter((other) => other.toUs <= step.fromUs + TOLERANCE_US);
    const lastBegin = ended.reduce((last, { fromUs }) => Math.max(last, fromUs), Number.NEGATIVE_INFINITY);
    const before = ended.filter(
      ({ fromUs, toUs }) => toUs > lastBegin + TOLERANCE_US || fromUs === lastBegin,
    );
    if (before.length === 0) addEdge(edges, parentId, to, 'within', step, step.fromUs - parent.fromUs);
    for (const other of before) {
      addEdge(edges, ids.get(other) ?? '', to, 'next', step, Math.max(0, step.fromUs - other.toUs));
    }
  }
}

function addEdge(
  edges: Map<string, EdgeSums>,
  from: string,
  to: string,
  kind: GraphEdge['kind'],
  step: TreeSpan,
  waitUs: number,
): void {
  const key = JSON.stringify([kind, from, to]);
  const known = edges.get(key) ?? { from, to, kind, count: 0, failed: 0, waitUs: 0 };
  edges.set(key, known);
  known.count++;
  known.waitUs += waitUs;
  if (step.span.status === 'failed') known.failed++;
}

/** Time on the path is that of the innermost step, and of all that hold it. */
function addPath(
  nodes: ReadonlyMap<string, NodeSums>,
  ids: ReadonlyMap<TreeSpan, string>,
  span: TreeSpan | null,
  us: number,
): void {
  let isInnermost = true;
  for (let at = span; at !== null; at = at.parent) {
    const node = nodes.get(ids.get(at) ?? '');
    if (node === undefined) continue;
    if (isInnermost) node.ownUs += us;
    node.pathUs += us;
    isInnermost = false;
  }
}

function nodeOf(id: string, sums: NodeSums, wholeUs: number): GraphNode {
  const { of, parent, depth, runs, failed, example, failedExample } = sums;
  const times = sums.times.toSorted((a, b) => a - b);
  const share = (us: number) => (wholeUs === 0 ? 0 : us / wholeUs);
  return {
    id,
    parent,
    kind: of.kind,
    name: of.name,
    depth,
    count: times.length,
    runs: runs.size,
    failed,
    meanMs: times.reduce((sum, us) => sum + us, 0) / times.length / 1000,
    p95Ms: (percentile(times, 0.95) ?? 0) / 1000,
    share: share(sums.pathUs),
    ownShare: share(sums.ownUs),
    example,
    failedExample,
  };
}
