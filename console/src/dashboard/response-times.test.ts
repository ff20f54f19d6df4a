import { expect, test } from 'vitest';
import { filled } from './response-times.tsx';

const bars = (counts: readonly number[]) =>
  counts.map((executions, index) => ({ from_ms: index, to_ms: index + 1, executions }));
const starts = (counts: readonly number[]) => filled(bars(counts)).map(({ from_ms }) => from_ms);

test('empty bars at both ends are left out, those between stay', () => {
  expect(starts([0, 0, 3, 0, 1, 5, 2, 1, 0, 0])).toEqual([2, 3, 4, 5, 6, 7]);
});

test('one bar has five others beside it, wherever it is', () => {
  expect(starts([0, 0, 3, 0, 0, 0, 0, 0, 0, 0])).toEqual([2, 3, 4, 5, 6, 7]);
  expect(starts([0, 0, 0, 0, 0, 0, 0, 0, 0, 4])).toEqual([4, 5, 6, 7, 8, 9]);
});
