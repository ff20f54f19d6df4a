import { describe, expect, test } from 'vitest';
import type { Tally } from '../fold/tallies.ts';
import { row } from './execution-row-fixture.ts';
import { tallyGrowth } from './tally-growth.ts';

const calls = (count: number, status = 'success', tool = 'search'): Tally => ({
  metric: 'toolCalls',
  labels: [tool, status],
  bucket: -1,
  count,
  sum: 0,
});

const seconds = (count: number, sum: number, bucket: number): Tally => ({
  metric: 'toolDuration',
  labels: ['search'],
  bucket,
  count,
  sum: sum * 1e6,
});

const grownOf = (outcome: Parameters<typeof tallyGrowth>[0]) =>
  tallyGrowth(outcome).map(({ row: { name }, grown }) => [name, grown]);

describe('the growth of tallies', () => {
  test('is all of an execution that is new', () => {
    const after = row('one', [calls(3)]);
    expect(grownOf({ changes: [{ before: null, after }], gone: [] })).toEqual([['one', [calls(3)]]]);
  });

  test('is what came since, and nothing where a trace was folded again', () => {
    const before = row('one', [calls(3), seconds(3, 0.9, 5)]);
    const after = row('one', [calls(5), calls(1, 'failed'), seconds(6, 1.5, 5)]);
    expect(grownOf({ changes: [{ before, after }], gone: [] })).toEqual([
      ['one', [calls(2), calls(1, 'failed'), seconds(3, 0.6, 5)]],
    ]);
    expect(grownOf({ changes: [{ before: after, after }], gone: [] })).toEqual([['one', []]]);
  });

  test('is nothing where steps move to another execution, or their execution becomes a step', () => {
    const moved = {
      changes: [
        { before: row('from', [calls(3)]), after: row('from', [calls(1)]) },
        { before: row('to', [calls(1)]), after: row('to', [calls(3)]) },
      ],
      gone: [],
    };
    expect(grownOf(moved)).toEqual([
      ['from', []],
      ['to', []],
    ]);
    const joined = {
      changes: [{ before: null, after: row('whole', [calls(4)]) }],
      gone: [row('part', [calls(3)])],
    };
    expect(grownOf(joined)).toEqual([['whole', [calls(1)]]]);
  });

  test('is nothing where a span corrects what an event said', () => {
    const before = row('one', [calls(1, 'success'), seconds(1, 0.15, 4)]);
    const after = row('one', [calls(1, 'failed'), seconds(1, 0.17, 5)]);
    expect(grownOf({ changes: [{ before, after }], gone: [] })).toEqual([['one', []]]);
  });

  test('of one trace has nothing to do with another one', () => {
    const gone = [row('other', [calls(3)], 'c')];
    const changes = [{ before: null, after: row('one', [calls(3)]) }];
    expect(grownOf({ changes, gone })).toEqual([['one', [calls(3)]]]);
  });

  test('of a row that a hub without tallies wrote begins with the next fold', () => {
    const before = row('old', null);
    const after = row('old', [calls(3)]);
    expect(grownOf({ changes: [{ before, after }], gone: [] })).toEqual([['old', []]]);
  });
});
