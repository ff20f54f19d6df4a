import type { CriticalPath } from '../hub/types.ts';

/** A stretch of a row that is on the critical path, in milliseconds since the begin of the path. */
export interface PathMark {
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

/** The critical path by the id of the span whose own time it is. */
export function rowPaths(path: CriticalPath): ReadonlyMap<string, RowPath> {
  const gap = path.duration_ms * FINEST;
  const rows = new Map<string, { marks: { fromMs: number; toMs: number }[]; ms: number }>();
  for (const { span_id, offset_ms, self_ms } of path.segments) {
    if (span_id === null) continue;
    const row = rows.get(span_id) ?? { marks: [], ms: 0 };
    rows.set(span_id, row);
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
