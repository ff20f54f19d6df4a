import { formatDuration } from '../lib/format-duration.ts';
import { formatCount } from '../lib/format-number.ts';
import { classNames } from '../parts/class-names.ts';
import { workflowsTexts } from '../texts/workflows.ts';
import type { PlacedEdge } from './graph-layout.ts';

/** Shorter waits between steps are not worth a word. */
const LEAST_WAIT_MS = 10;

interface GraphEdgeProps {
  readonly placed: PlacedEdge;
  /** Id of the arrow's head. */
  readonly marker: string;
  readonly isLit: boolean;
}

/** A way from one step to another: how often it was gone, what passed between, how often what came failed. */
export function GraphEdge({ placed: { edge, points }, marker, isLit }: GraphEdgeProps) {
  const middle = points[Math.floor(points.length / 2)];
  const wait = edge.wait_ms >= LEAST_WAIT_MS ? ` · ${formatDuration(edge.wait_ms)}` : '';
  return (
    <g
      className={classNames(
        'obs-graph-edge',
        `is-${edge.kind}`,
        isLit && 'is-lit',
        edge.failed > 0 && 'is-broken',
      )}
    >
      <path d={pathOf(points)} markerEnd={`url(#${marker})`} />
      {middle && (
        <text x={middle.x} y={middle.y} textAnchor="middle" dominantBaseline="middle">
          {formatCount(edge.count)} ×{wait}
          {edge.failed > 0 && (
            <tspan className="obs-graph-edge-failed"> {workflowsTexts.one.failed(edge.failed)}</tspan>
          )}
        </text>
      )}
    </g>
  );
}

/** A smooth line through points: each but the ends bends it. */
function pathOf(points: PlacedEdge['points']): string {
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
