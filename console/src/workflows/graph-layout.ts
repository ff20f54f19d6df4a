import { Graph, layout } from '@dagrejs/dagre';
import type { WorkflowGraph } from '../hub/types.ts';

type Node = WorkflowGraph['nodes'][number];
type Edge = WorkflowGraph['edges'][number];

/** A node and the place of its upper left corner, in pixels. */
export interface PlacedNode {
  readonly node: Node;
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly edge: Edge;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
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
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 44, edgesep: 16, marginx: 12, marginy: 12 });
  const shown = nodes.filter((node) => node.depth <= depth);
  const ids = new Set(shown.map(({ id }) => id));
  for (const { id } of shown) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  const between = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const drawn = between.filter(({ from, to }) => from !== to);
  for (const { from, to, kind, count } of drawn) {
    // What holds steps stands above them; the order of steps is the backbone.
    graph.setEdge(from, to, { weight: kind === 'next' ? 1 + count : 1, minlen: 1 }, kind);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodes: shown.map((node) => {
      const { x = 0, y = 0 } = graph.node(node.id) as { x?: number; y?: number };
      return { node, x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2 };
    }),
    edges: drawn.map((edge) => {
      const { points = [] } = graph.edge(edge.from, edge.to, edge.kind) as { points?: PlacedEdge['points'] };
      return { edge, points };
    }),
    again: new Map(between.filter(({ from, to }) => from === to).map(({ from, count }) => [from, count])),
  };
}
