import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forestOf } from './forest.ts';

const forest = (parents: Record<string, string | null>) =>
  forestOf(Object.keys(parents), (id) => parents[id]);

describe('a forest', () => {
  test('has parents before their children', () => {
    expect(forest({ c: 'b', b: 'a', a: null }).parentsFirst).toEqual(['a', 'b', 'c']);
  });

  test('takes a parent that is not there as none', () => {
    expect([...forest({ b: 'elsewhere' }).parentOf]).toEqual([]);
  });

  test('cuts a loop above its smallest id, and leaves what hangs on the loop', () => {
    const { parentOf, parentsFirst } = forest({ d: 'c', c: 'b', b: 'a', a: 'c' });
    expect([...parentOf]).toEqual([
      ['d', 'c'],
      ['c', 'b'],
      ['b', 'a'],
    ]);
    expect(parentsFirst).toEqual(['a', 'b', 'c', 'd']);
  });

  test('cuts what is its own parent', () => {
    expect(forest({ a: 'a' })).toEqual({ parentOf: new Map(), parentsFirst: ['a'] });
  });

  test('is the same whatever the order of its ids, and every parent comes before its child', () => {
    const parents = fc.dictionary(fc.constantFrom(...'abcdefgh'), fc.constantFrom(...'abcdefghx', null));
    fc.assert(
      fc.property(parents, fc.infiniteStream(fc.nat()), (given, order) => {
        const one = forest(given);
        const shuffled = Object.keys(given)
          .map((id) => [order.next().value as number, id] as const)
          .sort(([a], [b]) => a - b);
        const other = forestOf(
          shuffled.map(([, id]) => id),
          (id) => given[id],
        );
        expect(new Map([...other.parentOf].sort())).toEqual(new Map([...one.parentOf].sort()));
        for (const [child, parent] of one.parentOf) {
          expect(one.parentsFirst.indexOf(parent)).toBeLessThan(one.parentsFirst.indexOf(child));
        }
        expect([...one.parentsFirst].sort()).toEqual(Object.keys(given).sort());
      }),
    );
  });
});
