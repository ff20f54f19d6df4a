import type { TraceSpan } from './trace-tree.ts';

/** A span of a test; times are those of the drawing above it, in milliseconds. */
export function span(
  id: string,
  parentId: string | null,
  startMs: number,
  endMs: number | null,
  over: Partial<TraceSpan> = {},
): TraceSpan {
  return {
    id,
    parentId,
    name: id,
    service: 'shop',
    kind: 'step',
    status: endMs === null ? 'running' : 'completed',
    errorType: null,
    startUs: startMs * 1000,
    endUs: endMs === null ? null : endMs * 1000,
    isMessage: false,
    call: null,
    ...over,
  };
}
