import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

test('the first retry comes after half a second, then the wait doubles up to 15 s', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 100].map((failures) => backOffMs(failures, 0))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
  ]);
});

test('chance takes off at most a quarter', () => {
  expect(backOffMs(6, 1)).toBe(11_250);
  expect(backOffMs(6, 0.5)).toBe(13_125);
});
