import { afterEach, expect, test, vi } from 'vitest';
import { createHubClock } from './hub-clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a browser whose clock is an hour behind still shows the hub’s time', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12, 0, 0) });
  const clock = createHubClock();
  clock.observe('Sun, 22 Nov 2026 13:00:00 GMT', Date.now());
  expect(clock.now()).toBe(Date.UTC(2026, 10, 22, 13, 0, 0));
});

test('a difference within the header’s precision is not taken as an offset', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12, 0, 0, 900) });
  const clock = createHubClock();
  clock.observe('Sun, 22 Nov 2026 12:00:02 GMT', Date.now());
  expect(clock.now()).toBe(Date.now());
});

test('an answer without a readable date changes nothing', () => {
  vi.useFakeTimers({ now: 1_000 });
  const clock = createHubClock();
  clock.observe(null, Date.now());
  clock.observe('yesterday', Date.now());
  expect(clock.now()).toBe(1_000);
});

test('all who ask for one interval tick together, and nothing ticks when nobody listens', () => {
  vi.useFakeTimers({ now: 0 });
  const clock = createHubClock();
  const seen: number[] = [];
  const stops = [1, 2].map(() => clock.ticker(500).subscribe(() => seen.push(clock.ticker(500).get())));
  vi.advanceTimersByTime(500);
  expect(seen).toEqual([500, 500]);
  for (const stop of stops) stop();
  expect(vi.getTimerCount()).toBe(0);
});
