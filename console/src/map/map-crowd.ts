import { isBroken, type MapEdge, type MapKind, type MapNode, mapKinds } from './map-parts.ts';

/** What is drawn of a map. */
interface MapParts {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

type Figures = Pick<MapNode, 'of' | 'calls' | 'errors' | 'error_rate' | 'mean_ms'>;

/** The parts that are wanted, those that they call or that call them, and the connections between the two. */
export function around({ nodes, edges }: MapParts, wanted: (node: MapNode) => boolean): MapParts {
  const chosen = new Set(nodes.filter(wanted).map(({ id }) => id));
  const tied = edges.filter(({ from, to }) => chosen.has(from) || chosen.has(to));
  const ends = new Set(tied.flatMap(({ from, to }) => [from, to]));
  return { nodes: nodes.filter(({ id }) => chosen.has(id) || ends.has(id)), edges: tied };
}

const idOfOthers = (kind: MapKind) => `others:${kind}`;
export const isOfOthers = (id: string): boolean => id.startsWith('others:');

/** Those where much fails come first, then those with the most calls. */
const worstFirst = (one: MapNode, other: MapNode) =>
  Number(isBroken(other)) - Number(isBroken(one)) || other.calls - one.calls;

/**
 * Makes one part of those of a kind that are too many to be drawn one by one.
 * @param most so many of a kind stay, and the one that is `kept`
 * @param nameOf what the part of so many others is called
 */
export function joinCrowds(
  { nodes, edges }: MapParts,
  most: number,
  kept: string | null,
  nameOf: (kind: MapKind, count: number) => string,
): MapParts {
  const joined = new Map<string, string>();
  const groups = mapKinds.flatMap((kind) => {
    const others = nodes
      .filter((node) => node.kind === kind)
      .toSorted(worstFirst)
      .slice(most)
      .filter(({ id }) => id !== kept);
    if (others.length < 2) return [];
    for (const { id } of others) joined.set(id, idOfOthers(kind));
    const name = nameOf(kind, others.length);
    return [{ id: idOfOthers(kind), kind, name, ...sumOf(others) }];
  });
  if (groups.length === 0) return { nodes, edges };
  const ways = new Map<string, MapEdge[]>();
  for (const edge of edges) {
    const [from, to] = [joined.get(edge.from) ?? edge.from, joined.get(edge.to) ?? edge.to];
    if (from === to && edge.from !== edge.to) continue;
    const way = ways.get(`${from} ${to}`) ?? [];
    ways.set(`${from} ${to}`, [...way, { ...edge, from, to }]);
  }
  return {
    nodes: [...nodes.filter(({ id }) => !joined.has(id)), ...groups],
    edges: [...ways.values()].flatMap(([first, ...more]) =>
      // Percentiles of several cannot be told from those of each.
      first && more.length > 0 ? [{ ...first, ...sumOf([first, ...more]), p95_ms: null }] : (first ?? []),
    ),
  };
}

function sumOf(all: readonly Figures[]): Figures {
  const sum = (key: 'calls' | 'errors') => all.reduce((total, one) => total + one[key], 0);
  const mean = (key: 'error_rate' | 'mean_ms') => {
    const known = all.flatMap(({ calls, [key]: value }) => (value === null ? [] : [{ calls, value }]));
    const calls = known.reduce((total, one) => total + one.calls, 0);
    return calls === 0 ? null : known.reduce((total, one) => total + one.value * one.calls, 0) / calls;
  };
  return {
    of: all.some(({ of }) => of === 'sample') ? 'sample' : 'figures',
    calls: sum('calls'),
    errors: sum('errors'),
    error_rate: mean('error_rate'),
    mean_ms: mean('mean_ms'),
  };
}
