import { expect, test as it } from 'vitest';
import { backOffMs, fallsInARow } from './back-off.ts';

it('doubles the pause with each fall, up to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 1000].map(backOffMs)).toEqual([
    500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

it('counts falls that follow soon on each other', () => {
  expect(fallsInARow(3, 59_000)).toBe(4);
});

it('begins anew after a server ran for a minute', () => {
  expect(fallsInARow(7, 60_000)).toBe(1);
});
