import { Graph, layout } from '@dagrejs/dagre';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node and the place of its upper left corner, in pixels. */
export interface PlacedNode<N> extends Point {
  readonly node: N;
}

/** An edge, the points that its line goes by, and the middle of its label where it has room for one. */
export interface PlacedEdge<E> {
  readonly edge: E;
  readonly points: readonly Point[];
  readonly label: Point | null;
}

/** What a picture of nodes and edges needs; sizes in pixels. */
export interface GraphPicture<N, E> {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode<N>[];
  readonly edges: readonly PlacedEdge<E>[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

interface PlaceOptions<E> {
  /** What follows stands below, or to the right. */
  readonly direction: 'down' | 'right';
  readonly node: Size;
  /** Room for the words of an edge; none where it is left out. */
  readonly label?: Size;
  /** Pixels between nodes side by side, and between those that follow each other. */
  readonly gaps: readonly [beside: number, between: number];
  /** Heavier edges are drawn shorter and straighter; 1 where it is left out. */
  readonly weight?: (edge: E) => number;
}

const MARGIN = 12;

/** Places nodes in layers, each behind what leads to it; edges of one pair differ by their place in the list. */
export function placeGraph<
  N extends { readonly id: string },
  E extends { readonly from: string; readonly to: string },
>(nodes: readonly N[], edges: readonly E[], options: PlaceOptions<E>): GraphPicture<N, E> {
  const { direction, node: size, label, gaps, weight } = options;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction === 'down' ? 'TB' : 'LR',
    nodesep: gaps[0],
    ranksep: gaps[1],
    edgesep: 16,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  for (const { id } of nodes) graph.setNode(id, { ...size });
  for (const [index, edge] of edges.entries()) {
    const room = label ? { ...label, labelpos: 'c' as const } : {};
    graph.setEdge(edge.from, edge.to, { weight: weight?.(edge) ?? 1, minlen: 1, ...room }, String(index));
  }
  layout(graph);
  const whole = graph.graph() as Partial<Size>;
  return {
    width: whole.width ?? 0,
    height: whole.height ?? 0,
    nodes: nodes.map((node) => {
      const { x = 0, y = 0 } = graph.node(node.id) as Partial<Point>;
      return { node, x: x - size.width / 2, y: y - size.height / 2 };
    }),
    edges: edges.map((edge, index) => {
      const placed = graph.edge(edge.from, edge.to, String(index)) as Partial<Point> & {
        points?: readonly Point[];
      };
      const { points = [], x, y } = placed;
      return { edge, points, label: x === undefined || y === undefined ? null : { x, y } };
    }),
  };
}
