import { expect, test } from 'vitest';
import { at } from './fixtures.ts';
import { liveEvent, mergeEvents } from './merge-events.ts';

const event = (id: string, ms: number, message = id) =>
  liveEvent({ id, type: 'step_start', severity: 'debug', timestamp: at(ms), message });

test('live events are added by time', () => {
  const merged = mergeEvents([event('a', 0), event('c', 200)], [event('b', 100), event('d', 300)]);
  expect(merged.map((e) => e.id)).toEqual(['a', 'b', 'c', 'd']);
});

test('an event that came both ways is there once, as the hub answered it', () => {
  const merged = mergeEvents([event('a', 0, 'from the hub')], [event('a', 0, 'live')]);
  expect(merged.map((e) => e.message)).toEqual(['from the hub']);
});

test('with nothing new the list stays the same object', () => {
  const answered = [event('a', 0)];
  expect(mergeEvents(answered, [event('a', 0)])).toBe(answered);
});
