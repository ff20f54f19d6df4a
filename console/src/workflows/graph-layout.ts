import { type GraphPicture, type PlacedEdge, type PlacedNode, placeGraph } from '../graph/place-graph.ts';
import type { WorkflowGraph } from '../hub/types.ts';

type Node = WorkflowGraph['nodes'][number];
type Edge = WorkflowGraph['edges'][number];

export type PlacedStep = PlacedNode<Node>;
export type PlacedWay = PlacedEdge<Edge>;

interface GraphLayout extends GraphPicture<Node, Edge> {
  /** How often steps followed themselves, by their id: tries, turns of a loop. */
  readonly again: ReadonlyMap<string, number>;
}

export const NODE_WIDTH = 224;
export const NODE_HEIGHT = 64;

/** Places the steps of a workflow down to a depth, those that follow below those before. */
export function layoutGraph(
  { nodes, edges }: Pick<WorkflowGraph, 'nodes' | 'edges'>,
  depth: number,
): GraphLayout {
  const shown = nodes.filter((node) => node.depth <= depth);
  const ids = new Set(shown.map(({ id }) => id));
  const between = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const drawn = between.filter(({ from, to }) => from !== to);
  return {
    ...placeGraph(shown, drawn, {
      direction: 'down',
      node: { width: NODE_WIDTH, height: NODE_HEIGHT },
      gaps: [28, 44],
      // What holds steps stands above them; the order of steps is the backbone.
      weight: ({ kind, count }) => (kind === 'next' ? 1 + count : 1),
    }),
    again: new Map(between.filter(({ from, to }) => from === to).map(({ from, count }) => [from, count])),
  };
}
