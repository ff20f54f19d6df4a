import { levelPath } from '../graph/edge-path.ts';
import type { PlacedEdge } from '../graph/place-graph.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import { formatRate } from '../lib/format-rate.ts';
import { classNames } from '../parts/class-names.ts';
import { isBroken, type MapEdge } from './map-parts.ts';

const THIN = 1.2;
const THICK = 3.5;

/** Width of a letter at the size of the words of edges. */
const LETTER = 5.7;

interface MapEdgeLineProps {
  readonly placed: PlacedEdge<MapEdge>;
  /** 0 to 1: how much it is used beside the most used one. */
  readonly weight: number;
  /** Id of the arrow's head. */
  readonly marker: string;
  readonly isLit: boolean;
  readonly isFar: boolean;
}

/** Who calls whom, as a line: thicker where it is more, red where much fails. */
export function MapEdgeLine({ placed: { edge, points }, weight, marker, isLit, isFar }: MapEdgeLineProps) {
  return (
    <g
      className={classNames(
        'obs-graph-edge',
        `is-${edge.of}`,
        isLit && 'is-lit',
        isFar && 'is-far',
        isBroken(edge) && 'is-broken',
      )}
    >
      <path
        d={levelPath(points)}
        style={{ strokeWidth: THIN + (THICK - THIN) * weight }}
        markerEnd={`url(#${marker})`}
      />
    </g>
  );
}

interface MapEdgeWordsProps {
  readonly placed: PlacedEdge<MapEdge>;
  /** Length of the range, for the rate. */
  readonly minutes: number;
}

/** How often, how quick nearly all of it is, how much fails; drawn over all lines. */
export function MapEdgeWords({ placed: { edge, label, points }, minutes }: MapEdgeWordsProps) {
  const at = label ?? points[Math.floor(points.length / 2)];
  if (!at) return null;
  // How often in a sample says nothing of how often at all.
  const figures = [
    ...(edge.of === 'figures' ? [formatRate(edge.calls, minutes)] : []),
    ...(edge.p95_ms === null ? [] : [formatDuration(edge.p95_ms)]),
  ].join(' · ');
  const share = edge.errors > 0 && edge.error_rate !== null ? formatShare(edge.error_rate) : '';
  const failed = share && figures ? ` · ${share}` : share;
  const width = (figures.length + failed.length) * LETTER + 6;
  return (
    <g className="obs-graph-edge">
      <rect x={at.x - width / 2} y={at.y - 7} width={width} height={14} />
      <text x={at.x} y={at.y} textAnchor="middle" dominantBaseline="middle">
        {figures}
        <tspan className="obs-graph-edge-failed">{failed}</tspan>
      </text>
    </g>
  );
}
