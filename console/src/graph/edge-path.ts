import type { PlacedEdge } from './place-graph.ts';

/** A smooth line through points as SVG draws it: each but the ends bends it. */
export function edgePath(points: PlacedEdge<unknown>['points']): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const parts = [`M${first.x} ${first.y}`];
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) parts.push(`L${point.x} ${point.y}`);
    else parts.push(`Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`);
  }
  return parts.join('');
}
