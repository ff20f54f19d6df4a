import { expect, test } from 'vitest';
import { nearestSpot, spotAfterKey } from './lane-steps.ts';
import type { Lane } from './lanes.ts';

const lane = (name: Lane['name'], ...at: readonly number[]): Lane => ({
  name,
  count: at.length,
  failed: 0,
  bins: at.map((one) => ({ at: one, count: 1, failed: 0, warned: 0 })),
});
const lanes = [lane('runs', 3, 40, 90), lane('tools', 45), lane('logs', 1, 200)];

test.each([
  ['ArrowLeft', { lane: 'runs', at: 3 }],
  ['ArrowRight', { lane: 'runs', at: 90 }],
  ['Home', { lane: 'runs', at: 3 }],
  ['End', { lane: 'runs', at: 90 }],
  ['ArrowDown', { lane: 'tools', at: 45 }],
  ['ArrowUp', null],
  ['x', null],
])('%s leads from the middle of the first lane to %o', (key, to) => {
  expect(spotAfterKey(lanes, { lane: 'runs', at: 40 }, key)).toEqual(to);
});

test('at the end of a lane, and below the last, is nothing', () => {
  expect(spotAfterKey(lanes, { lane: 'logs', at: 200 }, 'ArrowRight')).toBeNull();
  expect(spotAfterKey(lanes, { lane: 'logs', at: 200 }, 'ArrowDown')).toBeNull();
  expect(spotAfterKey(lanes, { lane: 'logs', at: 200 }, 'ArrowUp')).toEqual({ lane: 'tools', at: 45 });
});

test('of a spot that is gone the nearest of its lane is left, then one of the first lane', () => {
  expect(nearestSpot(lanes, { lane: 'runs', at: 60 })).toEqual({ lane: 'runs', at: 40 });
  expect(nearestSpot(lanes, { lane: 'alerts', at: 80 })).toEqual({ lane: 'runs', at: 90 });
  expect(nearestSpot([], { lane: 'runs', at: 0 })).toBeNull();
});
