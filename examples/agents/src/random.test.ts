import { describe, expect, test } from 'vitest';
import { createRandom } from './random.ts';

const draws = (seed: number, count: number) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe('a source of chance', () => {
  test('gives the same draws for the same seed and others for another', () => {
    expect(draws(7, 20)).toEqual(draws(7, 20));
    expect(draws(7, 20)).not.toEqual(draws(8, 20));
  });

  test('spreads its draws evenly over the range', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const draw of draws(1, 20_000)) {
      const tenth = Math.floor(draw * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  test('does not move when a fork of it is used', () => {
    const used = createRandom(7);
    const fork = used.fork(1);
    for (let i = 0; i < 5; i++) fork.next();
    expect(used.next()).toBe(createRandom(7).next());
  });

  test('gives forks of different labels different draws', () => {
    const random = createRandom(7);
    const first = Array.from({ length: 100 }, (_, label) => random.fork(label).next());
    expect(new Set(first).size).toBe(100);
  });

  test('draws whole numbers from the whole of a range, ends included', () => {
    const random = createRandom(3);
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(2, 5)));
    expect([...seen].sort()).toEqual([2, 3, 4, 5]);
  });

  test('shuffles without losing anything', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = createRandom(9).shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort()).toEqual(items);
  });
});
