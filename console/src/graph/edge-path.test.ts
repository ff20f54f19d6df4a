import { expect, test } from 'vitest';
import { edgePath, levelPath } from './edge-path.ts';

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

test('a level line goes through its points', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 8 },
    { x: 30, y: 8 },
  ];
  expect(levelPath(points)).toBe('M0 0C5 0 5 8 10 8C20 8 20 8 30 8');
});
