import { levelPath } from '../graph/edge-path.ts';
import type { PlacedEdge } from '../graph/place-graph.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import { formatRate } from '../lib/format-rate.ts';
import { classNames } from '../parts/class-names.ts';
import { isBroken, type MapEdge } from './map-parts.ts';

const THIN = 1.2;
const THICK = 3.5;

interface MapEdgeLineProps {
  readonly placed: PlacedEdge<MapEdge>;
  readonly minutes: number;
  /** 0 to 1: how much it is used beside the most used one. */
  readonly weight: number;
  /** Id of the arrow's head. */
  readonly marker: string;
  readonly isLit: boolean;
  readonly isFar: boolean;
}

/** Who calls whom: how often, how quick nearly all of it is, how much fails. */
export function MapEdgeLine(props: MapEdgeLineProps) {
  const { placed, minutes, weight, marker, isLit, isFar } = props;
  const { edge, points, label } = placed;
  // How often in a sample says nothing of how often at all.
  const figures = [
    ...(edge.of === 'figures' ? [formatRate(edge.calls, minutes)] : []),
    ...(edge.p95_ms === null ? [] : [formatDuration(edge.p95_ms)]),
  ];
  const failed = edge.errors > 0 && edge.error_rate !== null ? formatShare(edge.error_rate) : null;
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
      {label && (
        <text x={label.x} y={label.y} textAnchor="middle" dominantBaseline="middle">
          {figures.join(' · ')}
          {failed !== null && (
            <tspan className="obs-graph-edge-failed">{` ${figures.length > 0 ? '· ' : ''}${failed}`}</tspan>
          )}
        </text>
      )}
    </g>
  );
}
