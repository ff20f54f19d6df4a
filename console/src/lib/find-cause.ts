import { Attr } from '@observatory/shim/conventions';
import type { ExecutionDetail, Failure, Span } from '../hub/types.ts';
import { toMs } from './format-time.ts';
import { allNodes, type WaterfallNode } from './waterfall-tree.ts';

/** Where a failure came from. */
export interface Cause {
  /** From the outermost step down to the one that failed; empty where the execution itself failed. */
  readonly path: readonly WaterfallNode[];
  /** What the innermost of them said. */
  readonly error: Failure;
  readonly stack: string | null;
  /** Where no step failed: the innermost failed spans below the execution, by start. They are no steps. */
  readonly spans: readonly Span[];
}

function hasFailed(node: WaterfallNode): boolean {
  return node.status === 'failed';
}

/** A later try of the same step beside it that went well: the failure had no consequence. */
function wasRetried(node: WaterfallNode): boolean {
  const beside = node.parent?.children ?? [];
  return beside.some(
    (other) =>
      other.kind === node.kind &&
      other.name === node.name &&
      other.startMs > node.startMs &&
      other.status === 'completed',
  );
}

/**
 * The innermost step whose failure made the execution fail: of those without a failed step below and without a later
 * try that went well, one with the message of the execution's own error, else the one that ended last.
 */
function failingNode(root: WaterfallNode): WaterfallNode | null {
  const candidates = allNodes(root).filter(
    (node) =>
      node !== root &&
      hasFailed(node) &&
      !wasRetried(node) &&
      !node.children.some((c) => hasFailed(c) && !wasRetried(c)),
  );
  const message = root.execution?.error?.message;
  const sameMessage = message ? candidates.filter((node) => node.step?.error?.message === message) : [];
  const pool = sameMessage.length > 0 ? sameMessage : candidates;
  return pool.reduce<WaterfallNode | null>(
    (latest, node) =>
      latest === null || (node.endMs ?? node.startMs) >= (latest.endMs ?? latest.startMs) ? node : latest,
    null,
  );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The exception recorded last on a span; null where there is none. */
export function exceptionOf(span: Span | undefined): { error: Failure; stack: string | null } | null {
  const recorded = span?.events.findLast((event) => event.name === 'exception');
  if (!recorded) return null;
  return {
    error: {
      type: textOf(recorded.attributes[Attr.exceptionType]) ?? 'Error',
      message: textOf(recorded.attributes[Attr.exceptionMessage]) ?? '',
    },
    stack: textOf(recorded.attributes[Attr.exceptionStacktrace]),
  };
}

/** The failed spans below a span that have no failed span below themselves, by start. */
function innermostFailedSpans(spans: readonly Span[], rootId: string): Span[] {
  const parents = new Map(spans.map((span) => [span.span_id, span.parent_span_id]));
  const failed = spans
    .filter((span) => span.status === 'error' && span.span_id !== rootId)
    .map((span) => ({ span, above: idsAbove(span.span_id, parents) }));
  const around = new Set(failed.flatMap(({ above }) => [...above]));
  return failed
    .filter(({ span, above }) => above.has(rootId) && !around.has(span.span_id))
    .map(({ span }) => span)
    .sort((a, b) => toMs(a.start_time) - toMs(b.start_time));
}

/** Ids of the spans around one; a ring of parents, which a sender may make, is walked once. */
function idsAbove(id: string, parents: ReadonlyMap<string, string | null>): ReadonlySet<string> {
  const above = new Set<string>();
  for (let at = parents.get(id); at && at !== id && !above.has(at); at = parents.get(at)) above.add(at);
  return above;
}

/** Why an execution failed: the failing step, its error, and the stack where one was recorded; null if it did not. */
export function findCause(detail: ExecutionDetail, root: WaterfallNode): Cause | null {
  if (detail.execution.status !== 'failed') return null;
  const spans = new Map(detail.spans.map((span) => [span.span_id, span]));
  const failing = failingNode(root);
  const path: WaterfallNode[] = [];
  for (let node = failing; node && node !== root; node = node.parent) path.unshift(node);

  // A step may fail without recording an exception; the nearest one around it then says most.
  for (const node of [...path].reverse()) {
    const exception = exceptionOf(spans.get(node.id));
    if (exception)
      return { path, error: node.step?.error ?? exception.error, stack: exception.stack, spans: [] };
  }
  const own = exceptionOf(spans.get(root.id));
  const error = failing?.step?.error ?? failing?.execution?.error ?? detail.execution.error ?? own?.error;
  if (!error) return null;
  const failedSpans = failing ? [] : innermostFailedSpans(detail.spans, root.id);
  return { path, error, stack: own?.stack ?? null, spans: failedSpans };
}
