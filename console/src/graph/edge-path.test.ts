import { expect, test } from 'vitest';
import { edgePath } from './edge-path.ts';

test('a line bends at the points between its ends', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 20 },
  ];
  expect(edgePath(points)).toBe('M0 0Q10 0 10 10L10 20');
});

test('no points, no line', () => {
  expect(edgePath([])).toBe('');
});
