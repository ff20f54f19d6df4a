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
  const centre = (id: string) => {
    const { x = 0, y = 0 } = graph.node(id) as Partial<Point>;
    return { x, y };
  };
  const whole = graph.graph() as Partial<Size>;
  return {
    width: whole.width ?? 0,
    height: whole.height ?? 0,
    nodes: nodes.map((node) => {
      const { x, y } = centre(node.id);
      return { node, x: x - size.width / 2, y: y - size.height / 2 };
    }),
    edges: edges.map((edge, index) => {
      const placed = graph.edge(edge.from, edge.to, String(index)) as Partial<Point> & {
        points?: readonly Point[];
      };
      const { points = [], x, y } = placed;
      const drawn =
        direction === 'right' ? fromSide(points, centre(edge.from), centre(edge.to), size) : points;
      return { edge, points: drawn, label: x === undefined || y === undefined ? null : { x, y } };
    }),
  };
}

/** A line that goes forward leaves at the middle of the right side and arrives at that of the left. */
function fromSide(points: readonly Point[], from: Point, to: Point, { width }: Size): readonly Point[] {
  if (to.x - from.x < width) return points;
  return [{ x: from.x + width / 2, y: from.y }, ...points.slice(1, -1), { x: to.x - width / 2, y: to.y }];
}
