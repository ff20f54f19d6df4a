import type { Json } from '@observatory/shim/conventions';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differenceLimits, stateDifference } from './snapshot-difference.ts';

it('tells what was there before, in lists too', () => {
  const found = stateDifference(
    { list: [1, { a: 1 }, 3, 4], 'a/~b': 'x' },
    { list: [1, { a: 2 }, 4], 'a/~b': 'y' },
  );
  expect(found).toEqual({
    changes: [
      { op: 'replace', path: '/list/1/a', value: 2, before: 1 },
      { op: 'remove', path: '/list/2', before: 3 },
      { op: 'replace', path: '/a~1~0b', value: 'y', before: 'x' },
    ],
    count: 3,
    truncated: false,
  });
});

it('cuts off where values are large', () => {
  const large = 'x'.repeat(differenceLimits.characters / 2);
  expect(stateDifference({ a: 1, b: 1 }, { a: large, b: large })).toMatchObject({
    count: 2,
    truncated: true,
  });
});

it('tells of each change but additions what was there, whatever changed', () => {
  const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
  fc.assert(
    fc.property(json, json, (before, after) => {
      for (const change of stateDifference(before, after).changes)
        if (change.op !== 'add') expect(change).toHaveProperty('before');
    }),
    { numRuns: Number(process.env.RUNS ?? 300) },
  );
});
