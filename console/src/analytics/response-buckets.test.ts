import { expect, test } from 'vitest';
import { filledBuckets, placeOf } from './response-buckets.ts';

const bucket = (from_ms: number, to_ms: number | null, executions = 1) => ({ from_ms, to_ms, executions });
const buckets = [bucket(0, 100), bucket(100, 200), bucket(200, 400), bucket(400, null)];

test('empty buckets at the ends are left out, those between stay', () => {
  const all = [
    bucket(0, 100, 0),
    bucket(100, 200, 3),
    bucket(200, 400, 0),
    bucket(400, 800, 1),
    bucket(800, null, 0),
  ];
  expect(filledBuckets(all).map(({ from_ms }) => from_ms)).toEqual([100, 200, 400]);
  expect(filledBuckets([bucket(0, null, 0)])).toEqual([]);
});

test('a time stands in its bucket by logarithm', () => {
  expect(placeOf(100, buckets)).toBe(1);
  expect(placeOf(Math.sqrt(100 * 200), buckets)).toBeCloseTo(1.5, 9);
  expect(placeOf(50, buckets)).toBe(0.5);
  expect(placeOf(10_000, buckets)).toBe(3.5);
});

test('a time outside of what is shown stands at the edge', () => {
  const shown = buckets.slice(1, 3);
  expect(placeOf(20, shown)).toBe(0);
  expect(placeOf(900, shown)).toBe(2);
});
