import { expect, test } from 'vitest';
import { observations, recorded, series, upTo } from './expression.ts';

// What a mistyped name is to whoever did not run the compiler: `fleetMetrics.runz`.
const mistyped = undefined as never;

test.each([
  ['series', () => series(mistyped)],
  ['observations', () => observations(mistyped)],
  ['upTo', () => upTo(mistyped, 5)],
])('%s of a mistyped metric says that there is none', (_, make) => {
  expect(make).toThrow('there is no such metric in the conventions');
});

test('A mistyped recording says that there is none', () => {
  expect(() => recorded(mistyped)).toThrow('there is no such recording rule');
});
