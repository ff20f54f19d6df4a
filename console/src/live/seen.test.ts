import { expect, test } from 'vitest';
import { createSeen } from './seen.ts';

test('each id is new once, as long as it is remembered', () => {
  const isNew = createSeen(2);
  expect(['a', 'a', 'b', 'a', 'c'].map(isNew)).toEqual([true, false, true, false, true]);
  // Of more than two the oldest is forgotten.
  expect(isNew('a')).toBe(true);
  expect(isNew('c')).toBe(false);
});
