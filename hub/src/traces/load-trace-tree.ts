import { setImmediate } from 'node:timers/promises';
import { foldTrace } from '../fold/fold-trace.ts';
import type { FoldClock, TraceInput } from '../fold/inputs.ts';
import { loadTraces } from '../fold/load.ts';
import { type Node, nodesOf } from '../fold/nodes.ts';
import type { FoldedExecution, FoldedStep, FoldedTrace } from '../fold/results.ts';
import type { PriceTable } from '../prices/price-table.ts';
import type { Database } from '../store/database.ts';
import { type CountedCall, type TraceSpan, type TraceTree, traceTree } from './trace-tree.ts';

/** Spans, and events, of a trace that are read; an analysis of more would keep others waiting. */
const MAX_SPANS = 10_000;
const TRACE_ID_DIGITS = 32;
/** OTLP's SpanKind. */
const CONSUMER = 5;

/** A trace, or one execution of it with all that is below it. */
export interface LoadedTrace {
  readonly traceId: string;
  /** The execution that was asked for, else the first root one; null in a trace without any. */
  readonly execution: FoldedExecution | null;
  readonly tree: TraceTree;
  /** Execution that each span is, or is a step of. */
  readonly executionOf: ReadonlyMap<string, string>;
  /** Whether the trace has more than was read: the earliest spans are here. */
  readonly isTruncated: boolean;
}

/** Reads a trace by its id (32 hex digits) or by that of an execution (48). Null where nothing is stored of it. */
export async function loadTraceTree(
  { database, prices, clock }: { database: Database; prices: PriceTable; clock: () => FoldClock },
  project: string,
  id: string,
): Promise<LoadedTrace | null> {
  const traceId = id.slice(0, TRACE_ID_DIGITS);
  const [input] = await loadTraces(database, project, [traceId], prices, { most: MAX_SPANS + 1 });
  if (input === undefined) return null;
  const now = clock();
  const folded = foldTrace(input, now);
  // Of a large trace either part takes a while: others come in between.
  await setImmediate();
  return treeOfInput(input, folded, id, now.nowUs);
}

/** The tree of what was read of a trace; null where it holds no such execution, or nothing at all. */
function treeOfInput(input: TraceInput, folded: FoldedTrace, id: string, nowUs: number): LoadedTrace | null {
  const stepsById = new Map(folded.steps.map((step) => [step.stepId, step]));
  const executionsById = new Map(folded.executions.map((execution) => [execution.spanId, execution]));
  const spanId = id.slice(TRACE_ID_DIGITS);
  const asked = executionsById.get(spanId);
  if (spanId !== '' && asked === undefined) return null;
  const spans: TraceSpan[] = [];
  const executionOf = new Map<string, string>();
  const nodes = nodesOf(input);
  const messages = new Set(input.spans.filter(({ kind }) => kind === CONSUMER).map(({ spanId }) => spanId));
  for (const node of nodes.values()) {
    const step = stepsById.get(node.id);
    const execution = executionsById.get(node.id);
    const hasParent = node.isRoot || nodes.has(node.parentId ?? '');
    const parentId = hasParent ? node.parentId : ownerOf(node, step, execution, input.traceId);
    spans.push(traceSpan(node, { step, execution, parentId, isMessage: messages.has(node.id) }));
    const owner = execution?.id ?? step?.executionId;
    if (owner !== undefined) executionOf.set(node.id, owner);
  }
  const tree = traceTree(spans, nowUs, asked?.spanId ?? null);
  if (tree.roots.length === 0) return null;
  return {
    traceId: input.traceId,
    execution:
      asked ?? folded.executions.find(({ parentId }) => parentId === null) ?? folded.executions[0] ?? null,
    tree,
    executionOf,
    isTruncated: input.spans.length > MAX_SPANS || input.events.length > MAX_SPANS,
  };
}

interface Surroundings extends Pick<TraceSpan, 'parentId' | 'isMessage'> {
  readonly step: FoldedStep | undefined;
  readonly execution: FoldedExecution | undefined;
}

function traceSpan(node: Node, { step, execution, parentId, isMessage }: Surroundings): TraceSpan {
  // The step of a lone call is the execution's own span, and says more than that.
  const isStep = step !== undefined && step.childExecutionId === null;
  return {
    id: node.id,
    parentId,
    name: (isStep ? step.name : execution?.name) ?? (node.spanName || node.name),
    service: node.service,
    kind: isStep ? step.kind : (execution?.kind ?? 'span'),
    status: execution?.status ?? step?.status ?? node.status,
    errorType: (execution?.error ?? step?.error ?? node.error)?.type ?? null,
    startUs: node.startUs,
    endUs: execution ? execution.endedUs : node.endUs,
    isMessage,
    call: isStep && step.counts ? callOf(step) : null,
  };
}

/** What is above a span whose parent is not there: what the sender says it is within, else that unknown parent. */
function ownerOf(
  node: Node,
  step: FoldedStep | undefined,
  execution: FoldedExecution | undefined,
  traceId: string,
): string | null {
  const owner = execution ? execution.parentId : (step?.executionId ?? node.executionId);
  const spanId = owner?.startsWith(traceId) ? owner.slice(TRACE_ID_DIGITS) : node.id;
  return spanId === node.id ? node.parentId : spanId;
}

function callOf({ inference, kind }: FoldedStep): CountedCall {
  return {
    isTool: kind === 'tool',
    inputTokens: inference?.usage?.input ?? 0,
    outputTokens: inference?.usage?.output ?? 0,
    costPico: inference?.costPico ?? null,
    isUnpriced: inference?.costSource === 'unpriced',
  };
}
