import { expect, test } from 'vitest';
import { formatChange } from './change-words.ts';

test.each([
  [112, 100, '+12 %'],
  [96.6, 100, '−3.4 %'],
  [100, 100, '±0 %'],
  [1_350, 100, '+1,250 %'],
  [0, 100, '−100 %'],
])('%d after %d is %s', (now, before, words) => {
  expect(formatChange(now, before)).toBe(words);
});

test.each([
  [1, 0],
  [null, 5],
  [5, null],
])('%s after %s is no change that can be said', (now, before) => {
  expect(formatChange(now, before)).toBeNull();
});
