import { useMemo } from 'react';
import { GraphView } from '../graph/graph-view.tsx';
import { placeGraph } from '../graph/place-graph.ts';
import { mapTexts } from '../texts/map.ts';
import { MapEdgeLine, MapEdgeWords } from './map-edge-line.tsx';
import { MapNodeButton } from './map-node-button.tsx';
import type { MapEdge, MapNode } from './map-parts.ts';

const NODE = { width: 192, height: 56 };
const LABEL = { width: 136, height: 14 };

/** Of more connections nobody reads the words, and nobody finds the lines between them. */
const MOST_WITH_WORDS = 40;

const keyOf = ({ from, to }: MapEdge) => `${from} ${to}`;

interface MapGraphProps {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Length of the range, for rates. */
  readonly minutes: number;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** The map as a picture: what calls stands at the left, what is called at the right. */
export function MapGraph({ nodes, edges, minutes, selected, onSelect }: MapGraphProps) {
  // Then only those of the chosen part have their words.
  const isCrowded = edges.length > MOST_WITH_WORDS;
  const picture = useMemo(
    () =>
      placeGraph(nodes, edges, {
        direction: 'right',
        node: NODE,
        ...(isCrowded ? { gaps: [12, 96] } : { label: LABEL, gaps: [14, 20] }),
      }),
    [nodes, edges, isCrowded],
  );
  const most = Math.max(1, ...edges.map(({ calls }) => calls));
  const isTied = ({ from, to }: MapEdge) => from === selected || to === selected;
  const isNear = (id: string) =>
    selected === null ||
    id === selected ||
    edges.some((edge) => isTied(edge) && (edge.from === id || edge.to === id));
  const first = picture.nodes.find(({ node }) => node.id === selected) ?? picture.nodes[0];
  return (
    <GraphView
      label={mapTexts.graph}
      inView={first && { x: first.x, y: first.y, ...NODE }}
      width={picture.width}
      height={picture.height}
      edges={(marker) => (
        <>
          {picture.edges.map((placed) => (
            <MapEdgeLine
              key={keyOf(placed.edge)}
              placed={placed}
              weight={Math.sqrt(placed.edge.calls / most)}
              marker={marker}
              isLit={isTied(placed.edge)}
              isFar={selected !== null && !isTied(placed.edge)}
            />
          ))}
          {picture.edges
            .filter(({ edge }) => (selected === null ? !isCrowded : isTied(edge)))
            .map((placed) => (
              <MapEdgeWords key={keyOf(placed.edge)} placed={placed} minutes={minutes} />
            ))}
        </>
      )}
    >
      {picture.nodes.map((placed) => (
        <MapNodeButton
          key={placed.node.id}
          placed={placed}
          size={NODE}
          minutes={minutes}
          isSelected={placed.node.id === selected}
          isFar={!isNear(placed.node.id)}
          onSelect={onSelect}
        />
      ))}
    </GraphView>
  );
}
