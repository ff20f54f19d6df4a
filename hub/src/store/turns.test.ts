import { describe, expect, test } from 'vitest';
import { Turns } from './turns.ts';

const busy = expect.objectContaining({ code: 'OBS_BUSY', status: 503 });
/** Work that ends when it is told to. */
function held(turns: Turns, begun: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<string>();
  const done = turns.take(() => {
    begun.push(name);
    return promise;
  });
  return { done, end: () => resolve(name) };
}

describe('Turns', () => {
  test('runs a few at a time, the others in the order in which they came', async () => {
    const turns = new Turns({ most: 2, mostWaiting: 9, maxWaitMs: 60_000 });
    const begun: string[] = [];
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => held(turns, begun, name));
    expect(begun).toEqual(['a', 'b']);
    b?.end();
    await b?.done;
    a?.end();
    await a?.done;
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    c?.end();
    d?.end();
    expect(await Promise.all([c?.done, d?.done])).toEqual(['c', 'd']);
    expect(await turns.take(async () => 'e')).toBe('e');
  });

  test('refuses at once where too many wait, and later where it takes too long', async () => {
    const turns = new Turns({ most: 1, mostWaiting: 1, maxWaitMs: 1 });
    const first = held(turns, [], 'a');
    const waits = turns.take(async () => 'b');
    await expect(turns.take(async () => 'c')).rejects.toEqual(busy);
    await expect(waits).rejects.toEqual(busy);
    first.end();
    expect(await first.done).toBe('a');
    expect(await turns.take(async () => 'd')).toBe('d');
  });

  test('goes on after work that fails', async () => {
    const turns = new Turns({ most: 1, mostWaiting: 1, maxWaitMs: 60_000 });
    await expect(turns.take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await turns.take(async () => 'b')).toBe('b');
  });
});
