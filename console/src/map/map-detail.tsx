import { NodeDetail } from '../graph/node-detail.tsx';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { formatRate } from '../lib/format-rate.ts';
import { Fact } from '../parts/fact.tsx';
import { Link } from '../place/link.tsx';
import { texts } from '../texts/common.ts';
import { mapTexts } from '../texts/map.ts';
import { MapKindIcon } from './map-kind-icon.tsx';
import { type MapEdge, type MapNode, partPath } from './map-parts.ts';

const words = mapTexts.detail;

interface MapDetailProps {
  readonly node: MapNode;
  readonly edges: readonly MapEdge[];
  readonly minutes: number;
  /** Name of a part by its id. */
  readonly nameOf: (id: string) => string;
  readonly onSelect: (id: string) => void;
  readonly onClose: () => void;
}

/** One part of the map: its figures, who calls it, whom it calls, and where there is more. */
export function MapDetail({ node, edges, minutes, nameOf, onSelect, onClose }: MapDetailProps) {
  const href = partPath(node);
  const isSampled = node.of === 'sample';
  return (
    <NodeDetail name={node.name} icon={<MapKindIcon kind={node.kind} />} onClose={onClose}>
      <dl className="obs-facts is-column">
        {!isSampled && <Fact title={words.rate}>{formatRate(node.calls, minutes)}</Fact>}
        <Fact title={words.calls}>
          {formatCount(node.calls)}
          {isSampled && ` ${mapTexts.sampled}`}
        </Fact>
        <Fact title={words.failed}>
          <span className={node.errors > 0 ? 'obs-failed-figure' : undefined}>
            {formatCount(node.errors)}
            {node.errors > 0 && node.error_rate !== null && ` · ${formatShare(node.error_rate)}`}
          </span>
        </Fact>
        <Fact title={words.mean}>{node.mean_ms === null ? texts.none : formatDuration(node.mean_ms)}</Fact>
      </dl>
      {href !== null && (
        <p>
          <Link href={href}>
            {node.kind === 'agent' || node.kind === 'workflow' ? words.open[node.kind] : words.open.runs}
          </Link>
        </p>
      )}
      <Neighbours
        title={words.calledBy}
        of={edges.filter(({ to }) => to === node.id).map((edge) => ({ id: edge.from, edge }))}
        {...{ nameOf, onSelect }}
      />
      <Neighbours
        title={words.callsTo}
        of={edges.filter(({ from }) => from === node.id).map((edge) => ({ id: edge.to, edge }))}
        {...{ nameOf, onSelect }}
      />
    </NodeDetail>
  );
}

interface NeighboursProps {
  readonly title: string;
  readonly of: readonly { readonly id: string; readonly edge: MapEdge }[];
  readonly nameOf: (id: string) => string;
  readonly onSelect: (id: string) => void;
}

function Neighbours({ title, of, nameOf, onSelect }: NeighboursProps) {
  return (
    <div>
      <h4>{title}</h4>
      {of.length === 0 ? (
        <p className="obs-card-note">{words.nobody}</p>
      ) : (
        <ul className="obs-map-neighbours">
          {of.map(({ id, edge }) => (
            <li key={id}>
              <button type="button" className="obs-link-button obs-foreign" onClick={() => onSelect(id)}>
                {nameOf(id)}
              </button>
              <span className="obs-figure">
                {edge.errors > 0 && edge.error_rate !== null && (
                  <span className="obs-failed-figure">{formatShare(edge.error_rate)} </span>
                )}
                {edge.p95_ms === null ? texts.none : formatDuration(edge.p95_ms)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
