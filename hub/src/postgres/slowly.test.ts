import { afterEach, expect, test, vi } from 'vitest';
import { slowly } from './slowly.ts';

afterEach(() => vi.useRealTimers());

test('work of under a second is not spoken of, longer work after 1 s and then every 5 s', async () => {
  vi.useFakeTimers();
  const said: string[] = [];
  const log = (message: string) => said.push(message);
  const work = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  const quick = slowly(log, 'Quick', work(900));
  await vi.advanceTimersByTimeAsync(30_000);
  await quick;
  expect(said).toEqual([]);

  const slow = slowly(log, 'Making a database', work(12_000));
  await vi.advanceTimersByTimeAsync(30_000);
  await slow;
  expect(said).toEqual(['Making a database (1 s)', 'Making a database (6 s)', 'Making a database (11 s)']);
});
