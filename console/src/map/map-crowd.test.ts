import { expect, test } from 'vitest';
import { around, joinCrowds } from './map-crowd.ts';
import type { MapEdge, MapNode } from './map-parts.ts';

const figures = { of: 'figures', calls: 10, errors: 0, error_rate: 0, mean_ms: 5 } as const;
const agent = (name: string, over: Partial<MapNode> = {}): MapNode => ({
  id: `agent:${name}`,
  kind: 'agent',
  name,
  ...figures,
  ...over,
});
const shop: MapNode = { id: 'service:shop', kind: 'service', name: 'shop', ...figures };
const tool: MapNode = { id: 'tool:search', kind: 'tool', name: 'search', ...figures };
const edge = (from: string, to: string, over: Partial<MapEdge> = {}): MapEdge => ({
  from,
  to,
  ...figures,
  p95_ms: 9,
  ...over,
});
const map = {
  nodes: [
    shop,
    agent('busy', { calls: 100 }),
    agent('broken', { calls: 1, error_rate: 1, errors: 1 }),
    agent('quiet', { calls: 30, errors: 3, error_rate: 0.05, mean_ms: 10 }),
    agent('still', { calls: 10, mean_ms: 50 }),
    tool,
  ],
  edges: [
    edge('service:shop', 'agent:busy'),
    edge('service:shop', 'agent:quiet', { calls: 30 }),
    edge('service:shop', 'agent:still', { calls: 10 }),
    edge('agent:quiet', 'agent:still'),
    edge('agent:busy', 'tool:search'),
    edge('agent:still', 'tool:search'),
  ],
};
const nameOf = (kind: string, count: number) => `${count} more of ${kind}`;

test('of a kind with too many the busiest and the broken stay, the others become one part', () => {
  const { nodes, edges } = joinCrowds(map, 2, null, nameOf);
  expect(nodes.map(({ name }) => name)).toEqual(['shop', 'busy', 'broken', 'search', '2 more of agent']);
  expect(nodes.at(-1)).toMatchObject({ id: 'others:agent', calls: 40, errors: 3, mean_ms: 20 });
  expect(nodes.at(-1)?.error_rate).toBeCloseTo(0.0375);
  // What the others call among themselves is not drawn.
  expect(edges.map(({ from, to, calls, p95_ms }) => [from, to, calls, p95_ms])).toEqual([
    ['service:shop', 'agent:busy', 10, 9],
    ['service:shop', 'others:agent', 40, null],
    ['agent:busy', 'tool:search', 10, 9],
    ['others:agent', 'tool:search', 10, 9],
  ]);
});

test('the part that is chosen stays; one other alone is no crowd', () => {
  expect(joinCrowds(map, 2, 'agent:still', nameOf)).toEqual(map);
  expect(joinCrowds(map, 3, null, nameOf)).toEqual(map);
});

test('around a part are those that call it and that it calls', () => {
  const { nodes, edges } = around(map, ({ name }) => name === 'still');
  expect(nodes.map(({ name }) => name)).toEqual(['shop', 'quiet', 'still', 'search']);
  expect(edges.map(({ from, to }) => [from, to])).toEqual([
    ['service:shop', 'agent:still'],
    ['agent:quiet', 'agent:still'],
    ['agent:still', 'tool:search'],
  ]);
});
