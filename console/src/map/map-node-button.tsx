import type { PlacedNode } from '../graph/place-graph.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import { formatRate } from '../lib/format-rate.ts';
import { classNames } from '../parts/class-names.ts';
import { texts } from '../texts/common.ts';
import { mapTexts } from '../texts/map.ts';
import { MapKindIcon } from './map-kind-icon.tsx';
import { isBroken, lookOf, type MapNode } from './map-parts.ts';

interface MapNodeButtonProps {
  readonly placed: PlacedNode<MapNode>;
  readonly size: { readonly width: number; readonly height: number };
  readonly minutes: number;
  readonly isSelected: boolean;
  /** Neither the chosen one nor tied to it. */
  readonly isFar: boolean;
  readonly onSelect: (id: string) => void;
}

/** A part of the map: what it is, how often it is called, how much fails. */
export function MapNodeButton({ placed, size, minutes, isSelected, isFar, onSelect }: MapNodeButtonProps) {
  const { node, x, y } = placed;
  const failed = formatShare(node.error_rate ?? 0);
  const mean = node.mean_ms === null ? texts.none : formatDuration(node.mean_ms);
  return (
    <button
      type="button"
      className={classNames(
        'obs-graph-node',
        `is-${lookOf(node.kind).look}`,
        isSelected && 'is-selected',
        isFar && 'is-far',
        isBroken(node) && 'is-broken',
      )}
      style={{ left: x, top: y, width: size.width, height: size.height }}
      aria-pressed={isSelected}
      onClick={() => onSelect(node.id)}
    >
      <span className="obs-graph-node-name">
        <MapKindIcon kind={node.kind} />{' '}
        <span className="obs-foreign" title={node.name}>
          {node.name}
        </span>
      </span>{' '}
      <span className="obs-graph-node-line">
        {node.of === 'figures' && <span>{formatRate(node.calls, minutes)}</span>} <b>{mean}</b>{' '}
        <span className="obs-sr-only">{mapTexts.onAverage}</span>
        {node.errors > 0 && <span className="obs-failed-figure">{mapTexts.fails(failed)}</span>}
      </span>
    </button>
  );
}
