import type { ServiceMap, StepKind } from '../hub/types.ts';
import type { IconName } from '../parts/icon.tsx';
import { pagePath } from '../place/route.ts';

export type MapNode = ServiceMap['nodes'][number];
export type MapEdge = ServiceMap['edges'][number];
export type MapKind = MapNode['kind'];

/** Kinds of what is on the map, from those who ask to those who are asked. */
export const mapKinds = [
  'service',
  'workflow',
  'agent',
  'provider',
  'model',
  'tool',
  'database',
] as const satisfies readonly MapKind[];

/** How a kind is drawn: its sign, and the kind of step whose colour it has. */
const kindLooks: Readonly<Record<MapKind, { readonly icon: IconName; readonly look: StepKind }>> = {
  service: { icon: 'boards', look: 'step' },
  workflow: { icon: 'workflow', look: 'workflow' },
  agent: { icon: 'agent', look: 'agent' },
  provider: { icon: 'llm', look: 'llm' },
  model: { icon: 'llm', look: 'llm' },
  tool: { icon: 'tool', look: 'tool' },
  database: { icon: 'memory', look: 'memory' },
};

/** How a kind is drawn; one that only a newer hub knows as a service. */
export const lookOf = (kind: string) => kindLooks[mapKinds.find((known) => known === kind) ?? 'service'];

/** From this share of failures on a part or a connection is drawn as broken. */
const BROKEN = 0.1;

export const isBroken = ({ error_rate }: Pick<MapNode, 'error_rate'>): boolean =>
  error_rate !== null && error_rate >= BROKEN;

/** Where there is more about a part; null where the console has nothing. */
export function partPath({ kind, name }: Pick<MapNode, 'kind' | 'name'>): string | null {
  switch (kind) {
    case 'agent':
      return pagePath('agents', name);
    case 'workflow':
      return pagePath('workflows', name);
    case 'service':
    case 'provider':
    case 'model':
    case 'tool': {
      const quoted = name.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
      return `${pagePath('executions')}?${new URLSearchParams({ query: `${kind}:"${quoted}"`, nested: '1' })}`;
    }
    default:
      return null;
  }
}

/** The map without some kinds, in an order that does not change with its figures, so that the picture stands still. */
export function withoutKinds(
  { nodes, edges }: Pick<ServiceMap, 'nodes' | 'edges'>,
  hidden: ReadonlySet<string>,
): { readonly nodes: readonly MapNode[]; readonly edges: readonly MapEdge[] } {
  const rank = (node: MapNode) => `${mapKinds.indexOf(node.kind)} ${node.name}`;
  const shown = nodes
    .filter(({ kind }) => !hidden.has(kind))
    .toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1));
  const place = new Map(shown.map(({ id }, index) => [id, index]));
  const at = (id: string) => place.get(id) ?? 0;
  return {
    nodes: shown,
    edges: edges
      .filter(({ from, to }) => place.has(from) && place.has(to))
      .toSorted((one, other) => at(one.from) - at(other.from) || at(one.to) - at(other.to)),
  };
}
