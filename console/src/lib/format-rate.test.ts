import { expect, test } from 'vitest';
import { formatRate } from './format-rate.ts';

test.each([
  [600, 60, '10/min'],
  [90, 60, '1.5/min'],
  [1, 60, '1.0/h'],
  [36, 1_440, '1.5/h'],
  [2, 10_080, '0.3/day'],
  [2_000_000, 60, '33.3k/min'],
  [0, 60, '0/min'],
])('%i in %i minutes is %s', (count, minutes, words) => {
  expect(formatRate(count, minutes)).toBe(words);
});
