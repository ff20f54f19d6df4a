import { expect, test } from 'vitest';
import { RecentRate } from './recent-rate.ts';

/** Adds `count` every `everyMs` from one moment to another. */
function feed(rate: RecentRate, fromMs: number, toMs: number, everyMs: number, count: number): void {
  for (let at = fromMs; at < toMs; at += everyMs) rate.add(count, at);
}

test('is what comes a second, once a minute has passed', () => {
  const rate = new RecentRate();
  feed(rate, 0, 65_000, 100, 30);
  expect(rate.perSecond(65_000)).toBe(300);
});

test('rises and falls over a minute, so that a burst of a second scales nothing', () => {
  const rate = new RecentRate();
  rate.add(6000, 1000);
  expect(rate.perSecond(4999)).toBe(0);
  expect(rate.perSecond(5000)).toBe(100);
  expect(rate.perSecond(64_999)).toBe(100);
  expect(rate.perSecond(65_000)).toBe(0);
});

test('forgets all in a long silence, and begins anew', () => {
  const rate = new RecentRate();
  feed(rate, 0, 60_000, 1000, 60);
  expect(rate.perSecond(3_600_000)).toBe(0);
  rate.add(600, 3_600_000);
  expect(rate.perSecond(3_605_000)).toBe(10);
});
