import type { CriticalPath, Span } from '../hub/types.ts';

/** A stretch of a row that is on the critical path, in milliseconds since the begin of the path. */
interface PathMark {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What of a row is on the critical path. */
export interface RowPath {
  /** By time; stretches that no eye could tell apart are one. */
  readonly marks: readonly PathMark[];
  readonly ms: number;
  /** Of the whole duration, 0–1. */
  readonly share: number;
}

/** Stretches nearer than this part of the whole are drawn as one. */
const FINEST = 1 / 500;

/**
 * The critical path by the row in whose time it is. `rowOf` gives the row of a span: itself, or for one that is no step,
 * such as a request, the step that it was made for.
 */
export function rowPaths(
  path: CriticalPath,
  rowOf: (spanId: string) => string | null,
): ReadonlyMap<string, RowPath> {
  const gap = path.duration_ms * FINEST;
  const rows = new Map<string, { marks: { fromMs: number; toMs: number }[]; ms: number }>();
  for (const { span_id, offset_ms, self_ms } of path.segments) {
    const id = span_id === null ? null : rowOf(span_id);
    if (id === null) continue;
    const row = rows.get(id) ?? { marks: [], ms: 0 };
    rows.set(id, row);
    row.ms += self_ms;
    const last = row.marks.at(-1);
    if (last && offset_ms - last.toMs <= gap) last.toMs = offset_ms + self_ms;
    else row.marks.push({ fromMs: offset_ms, toMs: offset_ms + self_ms });
  }
  return new Map(
    [...rows].map(([id, { marks, ms }]) => [
      id,
      { marks, ms, share: path.duration_ms > 0 ? ms / path.duration_ms : 0 },
    ]),
  );
}

/** The critical path as the waterfall marks it. */
export interface ShownPath {
  readonly rows: ReadonlyMap<string, RowPath>;
  /** When it begins, in milliseconds since the epoch. */
  readonly startMs: number;
}

/** The row of a span: the nearest step at or above it; null where its parents are not known. */
export function rowFinder(
  rows: ReadonlySet<string>,
  spans: readonly Pick<Span, 'span_id' | 'parent_span_id'>[],
): (spanId: string) => string | null {
  const parents = new Map(spans.map(({ span_id, parent_span_id }) => [span_id, parent_span_id]));
  const known = new Map<string, string | null>();
  return (spanId) => {
    const below: string[] = [];
    let at: string | null = spanId;
    let found = known.get(spanId);
    while (at !== null && found === undefined) {
      if (rows.has(at)) found = at;
      else {
        below.push(at);
        // Marks it as seen, so that a ring of parents comes to an end.
        known.set(at, null);
        at = parents.get(at) ?? null;
        found = at === null ? undefined : known.get(at);
      }
    }
    for (const id of below) known.set(id, found ?? null);
    return found ?? null;
  };
}
