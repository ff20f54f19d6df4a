import type { ExecutionStatus, StepKind } from '@observatory/shim/conventions';
import { forestOf } from '../fold/forest.ts';

/** What the totals of an execution count of a span: one call of a model or tool. */
export interface CountedCall {
  readonly isTool: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costPico: number | null;
  readonly isUnpriced: boolean;
}

/** A span, or a step that only events tell of, as the analyses of a trace read it. Times are microseconds. */
export interface TraceSpan {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  readonly service: string;
  /** `span`: none of an agent's steps. */
  readonly kind: StepKind | 'span';
  readonly status: ExecutionStatus;
  readonly errorType: string | null;
  readonly startUs: number;
  /** Null where it runs, or where its end never came. */
  readonly endUs: number | null;
  /** Whether it took a message (kind CONSUMER), so that its sender need not have waited. */
  readonly isMessage: boolean;
  readonly call: CountedCall | null;
}

export interface TreeSpan {
  readonly span: TraceSpan;
  /** The span above it; null at a root. */
  readonly parent: TreeSpan | null;
  /** By start. */
  readonly children: TreeSpan[];
  readonly depth: number;
  /** Its own end, the one that is assumed where none came. */
  readonly endUs: number;
  /** The part of it that lies within all spans above it; of no length where it lies outside. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Whether it went on by itself after the span above it had ended, so that nothing waited for it. */
  readonly isDetached: boolean;
}

export interface TraceTree {
  /** By start. */
  readonly roots: readonly TreeSpan[];
  readonly parentsFirst: readonly TreeSpan[];
}

/** As much may clocks of one service, or the end of a stream that its reader still closes, be off. */
const TOLERANCE_US = 50_000;

/**
 * The tree of a trace's spans. Whatever comes gives one: of spans with one id the first counts, loops are cut, and spans
 * whose parent is unknown hang on the one root that the trace has, else they are roots too. What has no end ends with what
 * is above it, a root that runs at `asOfUs`. With `rootId` only that span and what is below it.
 */
export function traceTree(
  spans: Iterable<TraceSpan>,
  asOfUs: number,
  rootId: string | null = null,
): TraceTree {
  const byId = new Map<string, TraceSpan>();
  for (const span of spans) if (!byId.has(span.id)) byId.set(span.id, span);
  const linked = forestOf(byId.keys(), (id) => byId.get(id)?.parentId);
  const tops = [...byId.values()].filter(({ id }) => !linked.parentOf.has(id));
  const starts = tops.filter(({ parentId }) => parentId === null);
  const above = starts.length === 1 ? starts[0] : undefined;
  const forest =
    above === undefined || tops.length === 1
      ? linked
      : forestOf(byId.keys(), (id) => (id === above.id ? null : (linked.parentOf.get(id) ?? above.id)));

  const lastUs = latestEnds(forest.parentsFirst, forest.parentOf, byId);
  const placed = new Map<string, TreeSpan>();
  for (const id of forest.parentsFirst) {
    const span = byId.get(id);
    if (span === undefined) continue;
    const parent = id === rootId ? undefined : placed.get(forest.parentOf.get(id) ?? '');
    if (parent === undefined && rootId !== null && id !== rootId) continue;
    placed.set(id, placedUnder(span, parent ?? null, openEnd(span, lastUs.get(id), asOfUs)));
  }
  const all = [...placed.values()];
  const roots = all.filter(({ parent }) => parent === null).sort(byStart);
  for (const { children } of all) children.sort(byStart);
  return { roots, parentsFirst: all };
}

const byStart = (a: TreeSpan, b: TreeSpan) =>
  a.span.startUs - b.span.startUs || (a.span.id < b.span.id ? -1 : 1);

/** Where a root that has no end of its own ends. */
function openEnd(span: TraceSpan, lastUs: number | undefined, asOfUs: number): number {
  if (span.status === 'running') return Math.max(asOfUs, span.startUs);
  return Math.max(lastUs ?? span.startUs, span.startUs);
}

function placedUnder(span: TraceSpan, parent: TreeSpan | null, openEndUs: number): TreeSpan {
  const endUs = Math.max(span.startUs, span.endUs ?? parent?.toUs ?? openEndUs);
  const within = (us: number) => (parent === null ? us : Math.min(Math.max(us, parent.fromUs), parent.toUs));
  const isOwnClock = parent === null || parent.span.service === span.service || span.isMessage;
  const placed: TreeSpan = {
    span,
    parent,
    children: [],
    depth: parent === null ? 0 : parent.depth + 1,
    endUs,
    fromUs: within(span.startUs),
    toUs: within(endUs),
    isDetached: parent !== null && isOwnClock && endUs > parent.endUs + TOLERANCE_US,
  };
  parent?.children.push(placed);
  return placed;
}

/** The latest time that anything below a span, or it, speaks of. */
function latestEnds(
  parentsFirst: readonly string[],
  parentOf: ReadonlyMap<string, string>,
  byId: ReadonlyMap<string, TraceSpan>,
): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  for (const id of parentsFirst.toReversed()) {
    const span = byId.get(id);
    if (span === undefined) continue;
    const own = Math.max(latest.get(id) ?? span.startUs, span.startUs, span.endUs ?? span.startUs);
    latest.set(id, own);
    const parent = parentOf.get(id);
    if (parent !== undefined) latest.set(parent, Math.max(latest.get(parent) ?? own, own));
  }
  return latest;
}
