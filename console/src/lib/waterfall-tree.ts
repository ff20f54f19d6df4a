import type { Execution, ExecutionDetail, ExecutionStatus, SpanLine, Step, StepKind } from '../hub/types.ts';
import { toMs } from './format-time.ts';

/** One bar of the waterfall: the execution itself, a step, or an execution within. */
export interface WaterfallNode {
  /** The span id. */
  readonly id: string;
  /** Null for the execution itself and for executions within that no step speaks of. */
  readonly step: Step | null;
  /** The execution that this node is, where its summary is at hand. */
  readonly execution: Execution | null;
  /** Id of the execution that this node is, if it is one. */
  readonly executionId: string | null;
  readonly kind: StepKind;
  readonly name: string;
  readonly status: ExecutionStatus;
  /** Milliseconds since the epoch; the end is null while running. */
  readonly startMs: number;
  readonly endMs: number | null;
  readonly parent: WaterfallNode | null;
  readonly children: readonly WaterfallNode[];
}

type Building = Omit<WaterfallNode, 'parent' | 'children'> & {
  parent: Building | null;
  children: Building[];
};

function ofExecution(execution: Execution): Building {
  return {
    id: execution.span_id,
    step: null,
    execution,
    executionId: execution.id,
    kind: execution.kind,
    name: execution.name,
    status: execution.status,
    startMs: toMs(execution.started_at),
    endMs: execution.ended_at === null ? null : toMs(execution.ended_at),
    parent: null,
    children: [],
  };
}

function ofStep(step: Step, summaries: ReadonlyMap<string, Execution>): Building {
  return {
    id: step.step_id,
    step,
    execution: step.child_execution_id ? (summaries.get(step.child_execution_id) ?? null) : null,
    executionId: step.child_execution_id,
    kind: step.kind,
    name: step.name,
    status: step.status,
    startMs: toMs(step.started_at),
    endMs: step.ended_at === null ? null : toMs(step.ended_at),
    parent: null,
    children: [],
  };
}

/** How spans of steps are named by the conventions: the operation, then what it is of. */
const operationKinds: readonly (readonly [RegExp, StepKind])[] = [
  [/^execute_tool /, 'tool'],
  [/^(chat|generate_content|text_completion) /, 'llm'],
  [/^embeddings /, 'embedding'],
  [/^invoke_agent /, 'agent'],
  [/^invoke_workflow /, 'workflow'],
];

/** A step of which only the line of its span is known. */
function ofLine({ span_id, name, start_time, duration_ms, status }: SpanLine): Building {
  const [operation, kind] = operationKinds.find(([pattern]) => pattern.test(name)) ?? [null, 'step' as const];
  const startMs = toMs(start_time);
  return {
    id: span_id,
    step: null,
    execution: null,
    executionId: null,
    kind,
    name: operation ? name.replace(operation, '') : name,
    status: status === 'error' ? 'failed' : duration_ms === null ? 'running' : 'completed',
    startMs,
    endMs: duration_ms === null ? null : startMs + duration_ms,
    parent: null,
    children: [],
  };
}

/** Of those that began in the same moment the one that ended first was first. */
function byStart(a: Building, b: Building): number {
  return a.startMs - b.startMs || (a.endMs ?? Number.MAX_VALUE) - (b.endMs ?? Number.MAX_VALUE);
}

function isWithin(node: Building | null, ancestor: Building): boolean {
  for (let at = node; at; at = at.parent) if (at === ancestor) return true;
  return false;
}

/**
 * The tree of an execution: its steps by start, those of executions within it below these. A step whose parent is
 * not there, or is below itself, hangs on the execution. `lines` are all spans of the trace where the answer holds only
 * the first part of its steps: what it does not know is a step too.
 */
export function buildTree(detail: ExecutionDetail, lines: readonly SpanLine[] = []): WaterfallNode {
  const root = ofExecution(detail.execution);
  const summaries = new Map(detail.children.map((child) => [child.id, child]));
  const nodes = new Map<string, Building>([[root.id, root]]);
  const byExecution = new Map<string, Building>([[detail.execution.id, root]]);
  for (const step of detail.steps) {
    if (nodes.has(step.step_id)) continue;
    const node = ofStep(step, summaries);
    nodes.set(node.id, node);
    if (node.executionId) byExecution.set(node.executionId, node);
  }
  for (const child of detail.children) {
    if (byExecution.has(child.id) || nodes.has(child.span_id)) continue;
    const node = ofExecution(child);
    nodes.set(node.id, node);
    byExecution.set(child.id, node);
  }

  const parents = parentsOfLines(detail, lines, nodes);
  for (const line of lines) if (parents.has(line.span_id)) nodes.set(line.span_id, ofLine(line));

  for (const node of nodes.values()) {
    if (node === root) continue;
    const wanted =
      nodes.get(parents.get(node.id) ?? '') ??
      (node.step?.parent_step_id ? nodes.get(node.step.parent_step_id) : undefined) ??
      (node.step ? byExecution.get(node.step.execution_id) : undefined) ??
      root;
    const parent = isWithin(wanted, node) ? root : wanted;
    node.parent = parent;
    parent.children.push(node);
  }
  for (const node of nodes.values()) node.children.sort(byStart);
  return root;
}

/**
 * What each line that is not known yet hangs on: the span around it, or where that is one known to be no step, the next.
 * Lines that lead to nothing of the execution are of another one of the trace.
 */
function parentsOfLines(
  detail: ExecutionDetail,
  lines: readonly SpanLine[],
  nodes: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, string> {
  const noSteps = new Set(detail.spans.map(({ span_id }) => span_id).filter((id) => !nodes.has(id)));
  const around = new Map(lines.map(({ span_id, parent_span_id }) => [span_id, parent_span_id]));
  const leads = new Map<string, boolean>();
  const leadsHere = (id: string): boolean => {
    const way: string[] = [];
    let at: string | null = id;
    while (at !== null && !nodes.has(at) && !leads.has(at)) {
      leads.set(at, false);
      way.push(at);
      at = around.get(at) ?? null;
    }
    const found = at !== null && (nodes.has(at) || leads.get(at) === true);
    for (const each of way) leads.set(each, found);
    return found;
  };
  const parents = new Map<string, string>();
  for (const { span_id, parent_span_id } of lines) {
    if (nodes.has(span_id) || noSteps.has(span_id) || !leadsHere(span_id)) continue;
    let parent = parent_span_id;
    while (parent !== null && noSteps.has(parent)) parent = around.get(parent) ?? null;
    if (parent !== null) parents.set(span_id, parent);
  }
  return parents;
}

/** A node in the order of display, with its depth below the execution (0). */
export interface WaterfallRow {
  readonly node: WaterfallNode;
  readonly depth: number;
}

/** The rows to show, depth first; what is below a collapsed node is left out. */
export function visibleRows(root: WaterfallNode, collapsed: ReadonlySet<string>): WaterfallRow[] {
  const rows: WaterfallRow[] = [];
  const pending: WaterfallRow[] = [{ node: root, depth: 0 }];
  for (let row = pending.pop(); row; row = pending.pop()) {
    rows.push(row);
    if (collapsed.has(row.node.id)) continue;
    const { children } = row.node;
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const node = children[index];
      if (node) pending.push({ node, depth: row.depth + 1 });
    }
  }
  return rows;
}

/** All nodes of a tree, in the order of display. */
export function allNodes(root: WaterfallNode): WaterfallNode[] {
  return visibleRows(root, new Set()).map((row) => row.node);
}
