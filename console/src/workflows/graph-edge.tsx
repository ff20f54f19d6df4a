import { edgePath } from '../graph/edge-path.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount } from '../lib/format-number.ts';
import { classNames } from '../parts/class-names.ts';
import { workflowsTexts } from '../texts/workflows.ts';
import type { PlacedWay } from './graph-layout.ts';

/** Shorter waits between steps are not worth a word. */
const LEAST_WAIT_MS = 10;

interface GraphEdgeProps {
  readonly placed: PlacedWay;
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
      <path d={edgePath(points)} markerEnd={`url(#${marker})`} />
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
