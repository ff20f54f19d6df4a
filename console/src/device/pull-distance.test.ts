import { expect, test } from 'vitest';
import { pullDistance, RELEASE_PX } from './pull-distance.ts';

test('a finger that goes up pulls nothing', () => {
  expect(pullDistance(-40)).toBe(0);
});

test('the further it is pulled the less it gives way, and it never goes far', () => {
  const steps = [100, 200, 300].map((px) => pullDistance(px) - pullDistance(px - 100));
  expect(steps).toEqual(steps.toSorted((one, other) => other - one));
  expect(pullDistance(5_000)).toBeLessThanOrEqual(110);
});

test('a release refreshes after less than a third of a phone', () => {
  expect(pullDistance(150)).toBeLessThan(RELEASE_PX);
  expect(pullDistance(250)).toBeGreaterThan(RELEASE_PX);
});
