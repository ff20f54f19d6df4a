import { expect, it } from 'vitest';
import { whenAborted } from './when-aborted.ts';

it('calls each that still waits, once', () => {
  const stopping = new AbortController();
  const called: number[] = [];
  const unfollow = [1, 2, 3].map((each) => whenAborted(stopping.signal, () => called.push(each)));
  unfollow[1]?.();
  stopping.abort();
  stopping.abort();
  expect(called).toEqual([1, 3]);
});

it('adds one listener to a signal, however many wait', () => {
  const stopping = new AbortController();
  let listeners = 0;
  const add = stopping.signal.addEventListener.bind(stopping.signal);
  stopping.signal.addEventListener = (...given: Parameters<typeof add>) => {
    listeners += 1;
    add(...given);
  };
  for (let each = 0; each < 100; each++) whenAborted(stopping.signal, () => {});
  expect(listeners).toBe(1);
});
