import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Announcement, Announcer } from './announcer.ts';

const id = (number: number) => String(number).padStart(48, '0');
let sent: Announcement[];
let announcer: Announcer;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  announcer = new Announcer((announcement) => sent.push(announcement));
});
afterEach(() => {
  announcer.close();
  vi.useRealTimers();
});

test('what comes alone goes out at once', () => {
  announcer.stored(7);
  vi.advanceTimersByTime(1);
  expect(sent).toEqual([{ about: 'events', cursor: 7 }]);
});

test('a burst is two messages, of the last cursor and of each execution once', () => {
  announcer.stored(1);
  vi.advanceTimersByTime(1);
  for (let cursor = 2; cursor <= 100; cursor += 1) {
    announcer.stored(cursor);
    announcer.changed('shop', id(cursor % 3));
  }
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([
    { about: 'events', cursor: 1 },
    { about: 'events', cursor: 100 },
    { about: 'executions', project: 'shop', ids: [id(2), id(0), id(1)] },
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test('what is not told yet is told at the end', () => {
  announcer.changed('shop', id(1));
  announcer.close();
  expect(sent).toEqual([{ about: 'executions', project: 'shop', ids: [id(1)] }]);
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(1);
});

test('many executions are several messages of five hundred at most', () => {
  for (let number = 0; number < 1200; number += 1) announcer.changed('shop', id(number));
  vi.advanceTimersByTime(1000);
  expect(sent.map((one) => ('ids' in one ? one.ids.length : 0))).toEqual([500, 500, 200]);
});
