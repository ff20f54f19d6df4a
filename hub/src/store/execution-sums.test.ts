import { expect, test } from 'vitest';
import { type TalliedMetric, type Tally, talliedMetrics } from '../fold/tallies.ts';
import {
  type PackedTallies,
  packTallies,
  packTotals,
  unpackTallies,
  unpackTotals,
} from './execution-sums.ts';

const model = (name: string, costPico: number | null) => ({
  provider: costPico === null ? null : 'acme',
  model: name,
  calls: 3,
  usage: { input: 10, output: 20, cacheRead: 30, cacheWrite: 40, reasoning: 50 },
  costPico,
  unpriced: 1,
});

test('totals are packed to what they say alone, and unpacked to what they were', () => {
  const totals = { models: [model('large', 7), model('small', null)], toolCalls: 2 };
  const packed = packTotals(totals);
  expect(packed).toEqual([
    2,
    ['acme', 'large', 3, 10, 20, 30, 40, 50, 7, 1],
    [null, 'small', 3, 10, 20, 30, 40, 50, null, 1],
  ]);
  expect(unpackTotals(packed)).toEqual(totals);
  expect(unpackTotals(packTotals({ models: [], toolCalls: 0 }))).toEqual({ models: [], toolCalls: 0 });
});

test('tallies are packed by their series, and unpacked in the order in which the fold has them', () => {
  const tallies: Tally[] = [
    { metric: 'llmErrors', labels: ['acme', 'large', 'Timeout'], bucket: -1, count: 2, sum: 0 },
    { metric: 'toolDuration', labels: ['fetch'], bucket: 4, count: 3, sum: 9 },
    { metric: 'toolDuration', labels: ['search'], bucket: 4, count: 1, sum: 12 },
    { metric: 'toolDuration', labels: ['fetch'], bucket: 5, count: 1, sum: 20 },
  ];
  expect(packTallies(tallies)).toEqual([
    [0, ['acme', 'large', 'Timeout'], 2],
    [4, ['fetch'], 4, 3, 9, 5, 1, 20],
    [4, ['search'], 4, 1, 12],
  ]);
  expect(unpackTallies(packTallies(tallies))).toEqual(tallies);
  const earlier: PackedTallies = [
    ['llmErrors', ['acme', 'large', 'Timeout'], -1, 2, 0],
    ['toolDuration', ['fetch'], 4, 3, 9, 5, 1, 20],
    ['toolDuration', ['search'], 4, 1, 12],
  ];
  expect(unpackTallies(earlier)).toEqual(tallies);
});

test('tallies of every metric are packed', () => {
  const all = Object.keys(talliedMetrics)
    .toSorted()
    .map(
      (metric): Tally => ({ metric: metric as TalliedMetric, labels: ['one'], bucket: 2, count: 1, sum: 5 }),
    );
  expect(unpackTallies(packTallies(all))).toEqual(all);
});
