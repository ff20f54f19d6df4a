import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttle } from './throttle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the first call runs at once, a burst after it only once more', () => {
  const action = vi.fn();
  const { run } = throttle(action, () => 1_000);
  for (let call = 0; call < 10; call += 1) run();
  expect(action).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(action).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5_000);
  expect(action).toHaveBeenCalledTimes(2);
});

test('a cancelled run does not happen', () => {
  const action = vi.fn();
  const { run, cancel } = throttle(action, () => 1_000);
  run();
  run();
  cancel();
  vi.advanceTimersByTime(5_000);
  expect(action).toHaveBeenCalledTimes(1);
});
