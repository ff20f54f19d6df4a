import type { ExecutionStatus } from '@observatory/shim/conventions';
import type { TraceSpan, TraceTree, TreeSpan } from './trace-tree.ts';
import { waterfallOf } from './waterfall.ts';

/** What the spans of one place in the structure add up to; all that is below them is included. */
export interface StepFigures {
  readonly count: number;
  readonly duration_ms: number;
  /** From the start of the trace to the first of them. */
  readonly first_offset_ms: number;
  readonly llm_calls: number;
  readonly tool_calls: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** Null where nothing is priced. */
  readonly cost_usd: number | null;
  readonly unpriced_calls: number;
  /** How many ended how. */
  readonly statuses: Readonly<Record<ExecutionStatus, number>>;
  readonly errors: readonly { readonly type: string; readonly count: number }[];
}

export interface ComparedStep {
  readonly path: readonly string[];
  readonly depth: number;
  readonly kind: TraceSpan['kind'];
  readonly in: 'a' | 'b' | 'both';
  readonly a: StepFigures | null;
  readonly b: StepFigures | null;
}

/** A place: all spans of one path of kinds and names. */
interface Place {
  readonly path: readonly string[];
  readonly kind: TraceSpan['kind'];
  readonly spans: TreeSpan[];
}

/**
 * The steps of two traces beside one another, aligned by their path of names: those of `a` in the order in which they first
 * came, then those that only `b` has, in its order. The one root of either is the same place, whatever it is called.
 * Spans that are no agent's steps are left out where both have steps.
 */
export function compareTraces(a: TraceTree, b: TraceTree): ComparedStep[] {
  const onlySteps = hasSteps(a) && hasSteps(b);
  const placesOfA = placesOf(a, onlySteps);
  const placesOfB = placesOf(b, onlySteps);
  const sumsOfA = sumsBelow(a);
  const sumsOfB = sumsBelow(b);
  const rows: ComparedStep[] = [];
  for (const [key, { path, kind, spans }] of placesOfA) {
    const other = placesOfB.get(key);
    rows.push({
      path,
      depth: path.length - 1,
      kind,
      in: other === undefined ? 'a' : 'both',
      a: figuresOf(spans, a, sumsOfA),
      b: other === undefined ? null : figuresOf(other.spans, b, sumsOfB),
    });
  }
  for (const [key, { path, kind, spans }] of placesOfB) {
    if (placesOfA.has(key)) continue;
    rows.push({ path, depth: path.length - 1, kind, in: 'b', a: null, b: figuresOf(spans, b, sumsOfB) });
  }
  return rows;
}

/** What all of a trace adds up to. */
export function figuresOfTrace(tree: TraceTree): StepFigures {
  return figuresOf(tree.roots, tree, sumsBelow(tree));
}

const hasSteps = ({ parentsFirst }: TraceTree) => parentsFirst.some(({ span }) => span.kind !== 'span');

/** Names of a path that are kept; deeper ones are the same place. */
const MAX_DEPTH = 100;

function placesOf(tree: TraceTree, onlySteps: boolean): Map<string, Place> {
  const places = new Map<string, Place>();
  /** The place that a span is at, or the nearest one above it. */
  const keys = new Map<TreeSpan, string>();
  for (const one of waterfallOf(tree)) {
    const above = one.parent === null ? undefined : keys.get(one.parent);
    const { kind, name } = one.span;
    if (onlySteps && kind === 'span') {
      if (above !== undefined) keys.set(one, above);
      continue;
    }
    const parent = above === undefined ? undefined : places.get(above);
    if (above !== undefined && parent !== undefined && parent.path.length >= MAX_DEPTH) {
      keys.set(one, above);
      parent.spans.push(one);
      continue;
    }
    const isOneRoot = parent === undefined && tree.roots.length === 1;
    const key = `${above ?? ''}/${isOneRoot ? '' : JSON.stringify([kind, name])}`;
    const place = places.get(key) ?? { path: [...(parent?.path ?? []), name], kind, spans: [] };
    place.spans.push(one);
    places.set(key, place);
    keys.set(one, key);
  }
  return places;
}

interface Sum {
  llmCalls: number;
  toolCalls: number;
  inputTokens: number;
  outputTokens: number;
  costPico: number | null;
  unpriced: number;
}

/** The calls of each span and of all below it. */
function sumsBelow({ parentsFirst }: TraceTree): Map<TreeSpan, Sum> {
  const sums = new Map<TreeSpan, Sum>();
  for (const one of parentsFirst) sums.set(one, sumOfCall(one.span));
  for (const one of parentsFirst.toReversed()) {
    const own = sums.get(one);
    const above = one.parent === null ? undefined : sums.get(one.parent);
    if (own !== undefined && above !== undefined) add(above, own);
  }
  return sums;
}

function sumOfCall({ call }: TraceSpan): Sum {
  return {
    llmCalls: call === null || call.isTool ? 0 : 1,
    toolCalls: call?.isTool ? 1 : 0,
    inputTokens: call?.inputTokens ?? 0,
    outputTokens: call?.outputTokens ?? 0,
    costPico: call?.costPico ?? null,
    unpriced: call?.isUnpriced ? 1 : 0,
  };
}

function add(to: Sum, other: Sum): void {
  to.llmCalls += other.llmCalls;
  to.toolCalls += other.toolCalls;
  to.inputTokens += other.inputTokens;
  to.outputTokens += other.outputTokens;
  if (other.costPico !== null) to.costPico = (to.costPico ?? 0) + other.costPico;
  to.unpriced += other.unpriced;
}

function figuresOf(
  spans: readonly TreeSpan[],
  { roots }: TraceTree,
  sums: ReadonlyMap<TreeSpan, Sum>,
): StepFigures {
  const beginUs = roots[0]?.span.startUs ?? 0;
  const statuses = { running: 0, completed: 0, failed: 0, cancelled: 0 };
  const errors = new Map<string, number>();
  const sum = { llmCalls: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, costPico: null, unpriced: 0 };
  const all: Sum = sum;
  let durationUs = 0;
  let firstUs = Number.POSITIVE_INFINITY;
  const counted = new Set(spans);
  for (const one of spans) {
    const { span } = one;
    statuses[span.status]++;
    if (span.status === 'failed') {
      const type = span.errorType ?? 'Error';
      errors.set(type, (errors.get(type) ?? 0) + 1);
    }
    durationUs += one.endUs - span.startUs;
    firstUs = Math.min(firstUs, span.startUs - beginUs);
    const below = sums.get(one);
    // A place beyond the depth that is told apart holds spans within one another.
    if (below !== undefined && (one.parent === null || !counted.has(one.parent))) add(all, below);
  }
  return {
    count: spans.length,
    duration_ms: durationUs / 1000,
    first_offset_ms: spans.length === 0 ? 0 : firstUs / 1000,
    llm_calls: all.llmCalls,
    tool_calls: all.toolCalls,
    input_tokens: all.inputTokens,
    output_tokens: all.outputTokens,
    cost_usd: all.costPico === null ? null : all.costPico / 1e12,
    unpriced_calls: all.unpriced,
    statuses,
    errors: [...errors].map(([type, count]) => ({ type, count })),
  };
}
