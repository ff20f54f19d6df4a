import { expect, test } from 'vitest';
import { isBroken, type MapEdge, type MapNode, partPath, withoutKinds } from './map-parts.ts';

const figures = { of: 'figures', calls: 10, errors: 0, error_rate: 0, mean_ms: 5 } as const;
const node = (kind: MapNode['kind'], name: string): MapNode => ({
  id: `${kind}:${name}`,
  kind,
  name,
  ...figures,
});
const edge = (from: string, to: string): MapEdge => ({ from, to, ...figures, p95_ms: 9 });
const map = {
  nodes: [node('tool', 'search'), node('agent', 'writer'), node('agent', 'planner'), node('service', 'shop')],
  edges: [
    edge('agent:writer', 'tool:search'),
    edge('agent:planner', 'agent:writer'),
    edge('service:shop', 'agent:planner'),
  ],
};

test('parts stand in the order in which they call one another, whatever their figures', () => {
  const { nodes, edges } = withoutKinds(map, new Set());
  expect(nodes.map(({ id }) => id)).toEqual(['service:shop', 'agent:planner', 'agent:writer', 'tool:search']);
  expect(edges.map(({ from }) => from)).toEqual(['service:shop', 'agent:planner', 'agent:writer']);
});

test('a hidden kind takes its connections with it', () => {
  const { nodes, edges } = withoutKinds(map, new Set(['tool']));
  expect(nodes).toHaveLength(3);
  expect(edges.map(({ to }) => to)).toEqual(['agent:planner', 'agent:writer']);
});

test('parts lead to their pages; what has none, to the runs with it', () => {
  expect(partPath(node('agent', 'a/b'))).toBe('/agents/a/b');
  expect(partPath(node('workflow', 'close month'))).toBe('/workflows/close%20month');
  expect(partPath(node('tool', 'say "hi"'))).toBe(
    '/executions?query=tool%3A%22say+%5C%22hi%5C%22%22&nested=1',
  );
  expect(partPath(node('database', 'sqlite'))).toBeNull();
});

test('broken is what fails once in ten times; what never ended is not', () => {
  expect(isBroken({ error_rate: 0.1 })).toBe(true);
  expect(isBroken({ error_rate: 0.099 })).toBe(false);
  expect(isBroken({ error_rate: null })).toBe(false);
});
