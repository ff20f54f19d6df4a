import { expect, test } from 'vitest';
import { largest } from './hour-cache.ts';
import { noFigures } from './read-hours.ts';

const agent = (name: string, runs: number) => ({
  agent: name,
  provider: null,
  model: null,
  figures: { ...noFigures(2), runs: Float64Array.of(runs, runs) },
});

test('of many subjects the largest are kept apart, and the others are one without a name', () => {
  const kept = largest([agent('a', 1), agent('', 9), agent('b', 5), agent('c', 3)], 2, 2);
  expect(kept.map((one) => [one.agent, ...one.figures.runs])).toEqual([
    ['b', 5, 5],
    ['c', 3, 3],
    ['', 10, 10],
  ]);
});
