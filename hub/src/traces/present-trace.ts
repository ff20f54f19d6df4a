import type { CriticalPath, Flame, TraceComparison } from '../api/schemas/traces.ts';
import { isoOfMicros } from '../store/micros.ts';
import { compareTraces, figuresOfTrace, type StepFigures } from './compare-traces.ts';
import { criticalPath, type PathSegment } from './critical-path.ts';
import { flameOf } from './flame.ts';
import type { LoadedTrace } from './load-trace-tree.ts';
import { selfTimeUs } from './self-time.ts';
import type { TreeSpan } from './trace-tree.ts';
import { waterfallOf } from './waterfall.ts';

const MAX_ROWS = 5000;
const MAX_STEPS = 2000;

function headOf({ traceId, execution, tree, isTruncated }: LoadedTrace, isCut: boolean) {
  const { fromUs, toUs } = boundsOf(tree.roots);
  const first = tree.roots[0]?.span;
  return {
    trace_id: traceId,
    execution_id: execution?.id ?? null,
    name: execution?.name ?? first?.name ?? '',
    status: execution?.status ?? first?.status ?? ('completed' as const),
    start_time: isoOfMicros(fromUs),
    end_time: isoOfMicros(toUs),
    duration_ms: (toUs - fromUs) / 1000,
    span_count: tree.parentsFirst.length,
    truncated: isTruncated || isCut,
  };
}

function boundsOf(roots: readonly TreeSpan[]) {
  return {
    fromUs: roots.reduce((least, root) => Math.min(least, root.fromUs), Number.POSITIVE_INFINITY),
    toUs: roots.reduce((most, root) => Math.max(most, root.toUs), Number.NEGATIVE_INFINITY),
  };
}

const GAP = { name: '(no span ran)', service: '', kind: 'span', status: 'completed' } as const;

/** The answer of GET /api/v1/traces/{id}/critical-path. */
export function presentCriticalPath(trace: LoadedTrace): CriticalPath {
  const { fromUs, toUs, segments } = criticalPath(trace.tree);
  const lastUs = trace.tree.parentsFirst.reduce((last, { endUs }) => Math.max(last, endUs), toUs);
  const wholeUs = Math.max(1, toUs - fromUs);
  return {
    ...headOf(trace, segments.length > MAX_ROWS),
    segments: segments.slice(0, MAX_ROWS).map((segment) => {
      const span = segment.span?.span;
      const { name, service, kind, status } = span ?? GAP;
      const selfUs = segment.toUs - segment.fromUs;
      return {
        span_id: span?.id ?? null,
        execution_id: span === undefined ? null : (trace.executionOf.get(span.id) ?? null),
        name,
        service,
        kind,
        status,
        offset_ms: (segment.fromUs - fromUs) / 1000,
        self_ms: selfUs / 1000,
        share: selfUs / wholeUs,
      };
    }),
    by_step: byStep(segments, wholeUs).slice(0, MAX_STEPS),
    outlasted_ms: (lastUs - toUs) / 1000,
  };
}

function byStep(segments: readonly PathSegment[], wholeUs: number): CriticalPath['by_step'] {
  const steps = new Map<
    string,
    { of: typeof GAP | TreeSpan['span']; us: number; spans: Set<TreeSpan | null> }
  >();
  for (const { span, fromUs, toUs } of segments) {
    const of = span?.span ?? GAP;
    const key = JSON.stringify([of.kind, of.service, of.name]);
    const step = steps.get(key) ?? { of, us: 0, spans: new Set() };
    step.us += toUs - fromUs;
    if (span !== null) step.spans.add(span);
    steps.set(key, step);
  }
  return [...steps.values()]
    .sort((a, b) => b.us - a.us)
    .map(({ of: { name, service, kind }, us, spans }) => ({
      name,
      service,
      kind,
      self_ms: us / 1000,
      share: us / wholeUs,
      spans: spans.size,
    }));
}

/** The answer of GET /api/v1/traces/{id}/flame. */
export function presentFlame(trace: LoadedTrace, merge: boolean): Flame {
  const { tree } = trace;
  const { roots, frames, isCut } = flameOf(tree, merge);
  const order = waterfallOf(tree);
  const { fromUs } = boundsOf(tree.roots);
  const onPath = new Map<TreeSpan, number>();
  for (const { span, fromUs: from, toUs } of criticalPath(tree).segments)
    if (span !== null) onPath.set(span, (onPath.get(span) ?? 0) + toUs - from);
  return {
    ...headOf(trace, isCut || order.length > MAX_ROWS),
    frames,
    roots: [...roots],
    waterfall: order.slice(0, MAX_ROWS).map((one) => ({
      span_id: one.span.id,
      parent_span_id: one.parent?.span.id ?? null,
      depth: one.depth,
      name: one.span.name,
      service: one.span.service,
      kind: one.span.kind,
      status: one.span.status,
      offset_ms: (one.span.startUs - fromUs) / 1000,
      duration_ms: (one.endUs - one.span.startUs) / 1000,
      self_ms: selfTimeUs(one) / 1000,
      path_ms: (onPath.get(one) ?? 0) / 1000,
    })),
  };
}

/** The answer of GET /api/v1/compare/traces. */
export function presentComparison(a: LoadedTrace, b: LoadedTrace): TraceComparison {
  const rows = compareTraces(a.tree, b.tree);
  const isCut = rows.length > MAX_STEPS;
  const sideA = sideOf(a, isCut);
  const sideB = sideOf(b, isCut);
  const count = (where: string) => rows.filter((row) => row.in === where).length;
  const durations = { duration_ms: lessMs(sideB.duration_ms, sideA.duration_ms) };
  return {
    a: sideA,
    b: sideB,
    difference: { ...differenceOf(sideA.figures, sideB.figures), ...durations },
    structure: {
      is_same: rows.every((row) => row.a?.count === row.b?.count),
      in_both: count('both'),
      only_a: count('a'),
      only_b: count('b'),
    },
    steps: rows.slice(0, MAX_STEPS).map((row) => ({
      ...row,
      path: [...row.path],
      a: plain(row.a),
      b: plain(row.b),
      difference: row.a === null || row.b === null ? null : differenceOf(row.a, row.b),
    })),
  };
}

function sideOf(trace: LoadedTrace, isCut: boolean): TraceComparison['a'] {
  const { execution } = trace;
  return {
    ...headOf(trace, isCut),
    agent_or_workflow: execution?.kind ?? null,
    error: execution?.error ? { type: execution.error.type, message: execution.error.message } : null,
    figures: plain(figuresOfTrace(trace.tree)),
  };
}

type PlainFigures = TraceComparison['a']['figures'];
function plain(figures: StepFigures): PlainFigures;
function plain(figures: StepFigures | null): PlainFigures | null;
function plain(figures: StepFigures | null): PlainFigures | null {
  return figures === null ? null : { ...figures, errors: [...figures.errors] };
}

/** Milliseconds less others, to the microsecond that they are known to: 5914.167, not 5914.1669999999995. */
function lessMs(ms: number, others: number): number {
  return Math.round((ms - others) * 1000) / 1000;
}

function differenceOf(a: StepFigures, b: StepFigures): TraceComparison['difference'] {
  const isPriced = a.unpriced_calls === 0 && b.unpriced_calls === 0;
  const hasCost = a.cost_usd !== null || b.cost_usd !== null;
  return {
    count: b.count - a.count,
    duration_ms: lessMs(b.duration_ms, a.duration_ms),
    tokens: b.input_tokens + b.output_tokens - a.input_tokens - a.output_tokens,
    cost_usd: isPriced && hasCost ? (b.cost_usd ?? 0) - (a.cost_usd ?? 0) : null,
  };
}
