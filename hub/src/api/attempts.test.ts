import { expect, test } from 'vitest';
import { Attempts } from './attempts.ts';

test('lets an address try so often in a window and then says how long to wait', () => {
  const attempts = new Attempts(2, 60_000);
  const answers = [0, 1000, 2500, 59_000].map((ms) => attempts.take('10.0.0.1', 1_000_000 + ms));
  expect(answers).toEqual([0, 0, 58, 1]);
});

test('lets others in meanwhile, and all again in the next window', () => {
  const attempts = new Attempts(1, 60_000);
  attempts.take('10.0.0.1', 1_000_000);
  expect(attempts.take('10.0.0.1', 1_000_001)).toBeGreaterThan(0);
  expect(attempts.take('10.0.0.2', 1_000_001)).toBe(0);
  expect(attempts.take('10.0.0.1', 1_060_000)).toBe(0);
});

test('counts addresses past the ten thousandth as one', () => {
  const attempts = new Attempts(1, 60_000);
  for (let n = 0; n < 10_000; n++) attempts.take(`address ${n}`, 1_000_000);
  expect(attempts.take('one more', 1_000_000)).toBe(0);
  expect(attempts.take('and another', 1_000_000)).toBe(60);
});
