import { expect, test } from 'vitest';
import { placeOfScore, scoreTenths } from './score-tenths.ts';

test('tenths that were left out are there with nothing in them', () => {
  const tenths = scoreTenths([
    { from: 0.3, to: 0.4, count: 2 },
    { from: 0.9, to: 1, count: 5 },
  ]);
  expect(tenths.map(({ count }) => count)).toEqual([0, 0, 0, 2, 0, 0, 0, 0, 0, 5]);
  expect(tenths[7]).toEqual({ from: 0.7, to: 0.8, count: 0 });
});

test('what lies outside of 0 to 1 stands at the ends', () => {
  const parts = scoreTenths([
    { from: null, to: 0, count: 1 },
    { from: 1, to: null, count: 4 },
  ]);
  expect([parts.length, parts[0]?.count, parts.at(-1)?.count]).toEqual([12, 1, 4]);
  expect(placeOfScore(0.5, parts)).toBe(6);
});

test('a mean stands between its tenths, an odd one at the edge', () => {
  const tenths = scoreTenths([]);
  expect(placeOfScore(0.69, tenths)).toBeCloseTo(6.9, 9);
  expect(placeOfScore(-3, tenths)).toBe(0);
  expect(placeOfScore(40, tenths)).toBe(10);
});
