import { expect, it } from 'vitest';
import { backOffMs, pause } from './back-off.ts';

it('doubles from half a second to 15 s', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 5000].map((failures) => backOffMs(failures, 0))).toEqual([
    500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
  ]);
});

it('is shortened by chance, by a half at most', () => {
  expect([backOffMs(1, 0.5), backOffMs(1, 1)]).toEqual([375, 250]);
});

it('ends as soon as it is called off', async () => {
  const abort = new AbortController();
  const paused = pause(3_600_000, abort.signal);
  abort.abort();
  await paused;
  await pause(3_600_000, abort.signal);
});
