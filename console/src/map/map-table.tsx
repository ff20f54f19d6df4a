import { useMemo } from 'react';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { formatRate } from '../lib/format-rate.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { texts } from '../texts/common.ts';
import { mapTexts } from '../texts/map.ts';
import { MapKindIcon } from './map-kind-icon.tsx';
import type { MapEdge, MapNode } from './map-parts.ts';

const words = mapTexts.columns;

interface MapTableProps {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  readonly minutes: number;
  readonly onSelect: (id: string) => void;
}

/** The connections of the map as rows, the most used first. */
export function MapTable({ nodes, edges, minutes, onSelect }: MapTableProps) {
  const columns = useMemo(() => {
    const nodeOf = new Map(nodes.map((node) => [node.id, node]));
    const part = (id: string) => {
      const node = nodeOf.get(id);
      return (
        node && (
          <span className="obs-map-part">
            <MapKindIcon kind={node.kind} />
            <button type="button" className="obs-link-button obs-foreign" onClick={() => onSelect(id)}>
              <Name name={node.name} />
            </button>
          </span>
        )
      );
    };
    return columnsOf(part, (id) => nodeOf.get(id)?.name ?? id, minutes);
  }, [nodes, minutes, onSelect]);
  return (
    <DataTable
      label={mapTexts.table}
      columns={columns}
      rows={edges}
      keyOf={({ from, to }) => `${from} ${to}`}
      sort={{ key: 'calls', descending: true }}
      pageSize={50}
    />
  );
}

function columnsOf(
  part: (id: string) => React.ReactNode,
  nameOf: (id: string) => string,
  minutes: number,
): readonly Column<MapEdge>[] {
  const time = (ms: number | null) => (ms === null ? texts.none : formatDuration(ms));
  return [
    {
      key: 'from',
      title: words.from,
      // A phone has no room for both beside each other.
      render: ({ from, to }) => (
        <>
          {part(from)}
          <div className="obs-narrow-only">
            <span className="obs-map-to">→</span> {part(to)}
          </div>
        </>
      ),
      sortBy: ({ from }) => nameOf(from),
    },
    {
      key: 'to',
      title: words.to,
      isWideOnly: true,
      render: ({ to }) => part(to),
      sortBy: ({ to }) => nameOf(to),
    },
    {
      key: 'rate',
      title: words.rate,
      isFigure: true,
      isWideOnly: true,
      render: ({ of, calls }) => (of === 'figures' ? formatRate(calls, minutes) : mapTexts.sampled),
    },
    {
      key: 'calls',
      title: words.calls,
      isFigure: true,
      isWideOnly: true,
      render: ({ calls }) => formatCount(calls),
      sortBy: ({ calls }) => calls,
    },
    {
      key: 'errors',
      title: words.errors,
      isFigure: true,
      render: ({ errors, error_rate }) => (
        <span className={errors > 0 ? 'obs-failed-figure' : undefined}>
          {error_rate === null ? texts.none : formatShare(error_rate)}
        </span>
      ),
      sortBy: ({ error_rate }) => error_rate,
    },
    {
      key: 'mean',
      title: words.mean,
      isFigure: true,
      isWideOnly: true,
      render: ({ mean_ms }) => time(mean_ms),
      sortBy: ({ mean_ms }) => mean_ms,
    },
    {
      key: 'p95',
      title: words.p95,
      isFigure: true,
      render: ({ p95_ms }) => time(p95_ms),
      sortBy: ({ p95_ms }) => p95_ms,
    },
  ];
}
