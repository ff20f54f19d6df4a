import { describe, expect, test, vi } from 'vitest';
import { AnswerCache } from './answer-cache.ts';

/** Finds 1, 2, 3 …, each after the given time. */
function counter(tookMs = 0) {
  let found = 0;
  return async () => {
    found += 1;
    const number = found;
    await vi.advanceTimersByTimeAsync(tookMs);
    return number;
  };
}

describe('a cache of answers', () => {
  test('asks once for all who ask at once, and again when the answer is old', async () => {
    vi.useFakeTimers();
    const cache = new AnswerCache();
    const find = counter();
    expect(await Promise.all([cache.get('a', find), cache.get('a', find)])).toEqual([1, 1]);
    expect(await cache.get('a', find)).toBe(1);
    vi.advanceTimersByTime(499);
    expect(await cache.get('a', find)).toBe(1);
    vi.advanceTimersByTime(2);
    expect(await cache.get('a', find)).toBe(2);
    vi.useRealTimers();
  });

  test('keeps longer what took longer', async () => {
    vi.useFakeTimers();
    const cache = new AnswerCache();
    const find = counter(1000);
    await cache.get('a', find);
    vi.advanceTimersByTime(19_000);
    expect(await cache.get('a', find)).toBe(1);
    vi.advanceTimersByTime(1500);
    expect(await cache.get('a', find)).toBe(2);
    vi.useRealTimers();
  });

  test('does not keep a failure', async () => {
    const cache = new AnswerCache();
    await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await cache.get('a', async () => 'back')).toBe('back');
  });

  test('keeps answers apart by key, a bounded number of them, and forgets them when told', async () => {
    const cache = new AnswerCache();
    for (let key = 0; key < 500; key += 1) await cache.get(String(key), async () => key);
    expect(await cache.get('499', async () => 'other')).toBe(499);
    expect(await cache.get('0', async () => 'other')).toBe('other');
    expect(cache.clear()).toBe(200);
    expect(await cache.get('499', async () => 'other')).toBe('other');
  });
});
