import { afterEach, expect, test, vi } from 'vitest';
import { hubNow, observeHubTime } from './hub-clock.ts';

afterEach(() => {
  vi.useRealTimers();
  observeHubTime(new Date().toUTCString(), Date.now());
});

test('a browser whose clock is an hour behind still shows the hub’s time', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12, 0, 0) });
  observeHubTime('Sun, 22 Nov 2026 13:00:00 GMT', Date.now());
  expect(hubNow()).toBe(Date.UTC(2026, 10, 22, 13, 0, 0));
});

test('a difference within the header’s precision is not taken as an offset', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12, 0, 0, 900) });
  observeHubTime('Sun, 22 Nov 2026 12:00:02 GMT', Date.now());
  expect(hubNow()).toBe(Date.now());
});

test('an answer without a readable date changes nothing', () => {
  vi.useFakeTimers({ now: 1_000 });
  observeHubTime(null, Date.now());
  observeHubTime('yesterday', Date.now());
  expect(hubNow()).toBe(1_000);
});
