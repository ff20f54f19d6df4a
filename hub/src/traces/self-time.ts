import type { TreeSpan } from './trace-tree.ts';

/** Microseconds of a span in which none of its children ran. */
export function selfTimeUs({ span, endUs, children }: TreeSpan): number {
  let selfUs = 0;
  let coveredUs = span.startUs;
  for (const child of children) {
    if (child.span.startUs >= endUs) break;
    selfUs += Math.max(0, child.span.startUs - coveredUs);
    coveredUs = Math.max(coveredUs, child.endUs);
  }
  return selfUs + Math.max(0, endUs - coveredUs);
}
