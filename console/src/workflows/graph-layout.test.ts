import { expect, test } from 'vitest';
import { edge, node } from './graph-fixtures.ts';
import { layoutGraph, NODE_HEIGHT, NODE_WIDTH } from './graph-layout.ts';

const nodes = [
  node('digest', null, 0),
  node('collect', 'digest', 1),
  node('left', 'digest', 1),
  node('right', 'digest', 1),
  node('send', 'digest', 1),
  node('gpt', 'left', 2),
];
const edges = [
  edge('digest', 'collect', 'within'),
  edge('collect', 'left'),
  edge('collect', 'right'),
  edge('left', 'send'),
  edge('right', 'send'),
  edge('send', 'send'),
  edge('left', 'gpt', 'within'),
];
const placesAt = (depth: number) => {
  const { nodes: placed } = layoutGraph({ nodes, edges }, depth);
  return new Map(placed.map(({ node: { name }, x, y }) => [name, { x, y }]));
};

test('steps that follow stand below, those at once beside each other', () => {
  const places = placesAt(1);
  const y = (name: string) => places.get(name)?.y ?? Number.NaN;
  expect(y('collect')).toBeGreaterThanOrEqual(y('digest') + NODE_HEIGHT);
  expect(y('left')).toBeGreaterThanOrEqual(y('collect') + NODE_HEIGHT);
  expect(y('right')).toBe(y('left'));
  expect(y('send')).toBeGreaterThanOrEqual(y('left') + NODE_HEIGHT);
  expect(Math.abs((places.get('left')?.x ?? 0) - (places.get('right')?.x ?? 0))).toBeGreaterThanOrEqual(
    NODE_WIDTH,
  );
});

test('deeper calls are shown where they are asked for', () => {
  expect([...placesAt(1).keys()]).not.toContain('gpt');
  expect([...placesAt(2).keys()]).toContain('gpt');
});

test('a step that follows itself has no edge, but a count', () => {
  const { edges: placed, again } = layoutGraph({ nodes, edges }, 1);
  expect(placed.map(({ edge: { from, to } }) => `${from} ${to}`)).not.toContain('send send');
  expect([...again]).toEqual([['send', 1]]);
  expect(placed.every(({ points }) => points.length >= 2)).toBe(true);
});

test('steps in a circle have places too', () => {
  const circle = [edge('digest', 'left', 'within'), edge('left', 'right'), edge('right', 'left')];
  expect(layoutGraph({ nodes, edges: circle }, 1).nodes).toHaveLength(5);
});
