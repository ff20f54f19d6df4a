import { expect, test } from 'vitest';
import { formatScore } from './format-score.ts';

test.each([
  [0, '0.00'],
  [0.694, '0.69'],
  [-0.2, '-0.20'],
  [42.25, '42.3'],
  [870.4, '870'],
])('a score of %d is %s', (score, words) => {
  expect(formatScore(score)).toBe(words);
});
