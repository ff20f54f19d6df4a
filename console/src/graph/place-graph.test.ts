import { expect, test } from 'vitest';
import { placeGraph } from './place-graph.ts';

const nodes = ['shop', 'planner', 'writer', 'gpt', 'alone'].map((id) => ({ id }));
const edges = [
  { from: 'shop', to: 'planner' },
  { from: 'planner', to: 'writer' },
  { from: 'planner', to: 'gpt' },
  { from: 'writer', to: 'gpt' },
  { from: 'writer', to: 'planner' },
];
const node = { width: 100, height: 40 };
const label = { width: 60, height: 12 };

test('what is called stands to the right of what calls it; a circle is no trouble', () => {
  const picture = placeGraph(nodes, edges, { direction: 'right', node, label, gaps: [10, 20] });
  const x = (id: string) => picture.nodes.find((placed) => placed.node.id === id)?.x ?? Number.NaN;
  expect(x('planner')).toBeGreaterThanOrEqual(x('shop') + 100 + 60);
  expect(x('gpt')).toBeGreaterThan(x('writer'));
  expect(picture.edges).toHaveLength(5);
  for (const placed of picture.nodes) {
    expect(placed.x).toBeGreaterThanOrEqual(0);
    expect(placed.x + node.width).toBeLessThanOrEqual(picture.width);
    expect(placed.y + node.height).toBeLessThanOrEqual(picture.height);
  }
});

test('labels of edges do not lie on one another', () => {
  const picture = placeGraph(nodes, edges, { direction: 'right', node, label, gaps: [10, 20] });
  const middles = picture.edges.flatMap((edge) => (edge.label === null ? [] : [edge.label]));
  expect(middles).toHaveLength(5);
  for (const [index, one] of middles.entries()) {
    for (const other of middles.slice(index + 1)) {
      const isApart = Math.abs(one.x - other.x) >= label.width || Math.abs(one.y - other.y) >= label.height;
      expect(isApart, JSON.stringify([one, other])).toBe(true);
    }
  }
});

test('without words of edges there is no place for them', () => {
  const { edges: placed } = placeGraph(nodes, edges, { direction: 'down', node, gaps: [10, 20] });
  expect(placed.every((edge) => edge.label === null)).toBe(true);
});

test('lines to the right leave and arrive at the middle of a side', () => {
  const picture = placeGraph(nodes, edges, { direction: 'right', node, label, gaps: [10, 20] });
  const at = (id: string) => picture.nodes.find((placed) => placed.node.id === id) ?? { x: 0, y: 0 };
  const [first] = picture.edges;
  expect(first?.points[0]).toEqual({ x: at('shop').x + 100, y: at('shop').y + 20 });
  expect(first?.points.at(-1)).toEqual({ x: at('planner').x, y: at('planner').y + 20 });
});
