import { describe, expect, test } from 'vitest';
import { CredentialCache } from './credential-cache.ts';

/** A store of rows that counts its questions, with a clock to be set. */
function storeOf(rows: Record<string, string>, options: { most?: number } = {}) {
  const questions: string[][] = [];
  const clock = { ms: 1_000_000 };
  const cache = new CredentialCache<string>({
    find: async (ids) => {
      questions.push([...ids]);
      return new Map(ids.flatMap((id) => (rows[id] === undefined ? [] : [[id, rows[id]]])));
    },
    maxAgeMs: 4000,
    now: () => clock.ms,
    ...options,
  });
  return { cache, questions, clock, rows };
}

describe('the cache of keys', () => {
  test('asks for what many want at once in one question', async () => {
    const { cache, questions } = storeOf({ a: 'A', b: 'B' });
    expect(await Promise.all(['a', 'b', 'a', 'none'].map((id) => cache.get(id)))).toEqual([
      'A',
      'B',
      'A',
      null,
    ]);
    expect(questions).toEqual([['a', 'b', 'none']]);
  });

  test('gives what it knows at once, and what there is not without asking again', async () => {
    const { cache, questions } = storeOf({ a: 'A' });
    await Promise.all([cache.get('a'), cache.get('none')]);
    expect([cache.get('a'), cache.get('none')]).toEqual(['A', null]);
    expect(questions).toHaveLength(1);
  });

  test('has one question under way however many unknown ids come', async () => {
    let running = 0;
    let most = 0;
    let asked = 0;
    const cache = new CredentialCache<string>({
      find: async (ids) => {
        asked += 1;
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        expect(ids.length).toBeLessThanOrEqual(500);
        return new Map();
      },
    });
    const waves = Array.from({ length: 20 }, async (_, wave) => {
      for (let turn = 0; turn < wave; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return Promise.all(Array.from({ length: 100 }, (_, n) => cache.get(`unknown ${wave} ${n}`)));
    });
    expect((await Promise.all(waves)).flat()).toEqual(Array(2000).fill(null));
    expect(most).toBe(1);
    expect(asked).toBeLessThan(45);
  });

  test('keeps a bounded number of ids that there are not, which push out none that there are', async () => {
    const { cache, questions } = storeOf({ a: 'A' }, { most: 10 });
    await cache.get('a');
    for (let n = 0; n < 30; n += 1) await cache.get(`none ${n}`);
    expect(cache.get('a')).toBe('A');
    const before = questions.length;
    expect(cache.get('none 29')).toBe(null);
    expect(questions).toHaveLength(before);
    expect(await cache.get('none 0')).toBe(null);
    expect(questions).toHaveLength(before + 1);
  });

  test('asks anew in good time, so that a change elsewhere is known within the age and nobody waits', async () => {
    const { cache, rows, clock } = storeOf({ a: 'A' });
    await cache.get('a');
    rows.a = 'changed';
    clock.ms += 2000;
    expect(cache.get('a')).toBe('A');
    await new Promise((resolve) => setImmediate(resolve));
    expect(cache.get('a')).toBe('changed');
  });

  test('gives nothing that is older than its age', async () => {
    const { cache, rows, clock } = storeOf({ a: 'A' });
    await cache.get('a');
    delete rows.a;
    clock.ms += 4000;
    expect(await cache.get('a')).toBe(null);
  });

  test('does not keep an answer to what was asked before a change here', async () => {
    let release = () => {};
    let row = 'before';
    const cache = new CredentialCache<string>({
      find: async (ids) => {
        const found = new Map(ids.map((id) => [id, row]));
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return found;
      },
    });
    const asked = cache.get('a');
    await Promise.resolve();
    row = 'after';
    cache.clear();
    release();
    await asked;
    const again = cache.get('a');
    await Promise.resolve();
    release();
    expect(await again).toBe('after');
  });

  test('tells whoever asks that the database is away, and asks again', async () => {
    let isAway = true;
    const cache = new CredentialCache<string>({
      find: async (ids) => {
        if (isAway) throw new Error('away');
        return new Map(ids.map((id) => [id, 'row']));
      },
    });
    await expect(cache.get('a')).rejects.toThrow('away');
    isAway = false;
    expect(await cache.get('a')).toBe('row');
  });
});
