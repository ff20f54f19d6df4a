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

/** A line that runs through each of its points and is level there, as fits a picture from left to right. */
export function levelPath(points: PlacedEdge<unknown>['points']): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let before = first;
  const parts = [`M${first.x} ${first.y}`];
  for (const point of rest) {
    const middle = (before.x + point.x) / 2;
    parts.push(`C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`);
    before = point;
  }
  return parts.join('');
}
