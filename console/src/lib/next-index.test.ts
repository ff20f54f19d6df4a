import { expect, test } from 'vitest';
import { nextIndex } from './next-index.ts';

test.each([
  ['the next', 0, 1, 3, 1],
  ['the one before', 2, -1, 3, 1],
  ['from the last to the first', 2, 1, 3, 0],
  ['from the first to the last', 0, -1, 3, 2],
  ['to the first where nothing is chosen', -1, 1, 3, 0],
  ['to the last where nothing is chosen', -1, -1, 3, 2],
] as const)('an arrow key leads to %s', (_what, at, step, count, next) => {
  expect(nextIndex(at, step, count)).toBe(next);
});
