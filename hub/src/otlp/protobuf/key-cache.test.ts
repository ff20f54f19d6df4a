import { describe, expect, it } from 'vitest';
import { cachedKey } from './key-cache.ts';

const keyOf = (text: string) => {
  const bytes = Buffer.from(`<${text}>`);
  return cachedKey(bytes, 1, bytes.length - 1);
};

describe('cachedKey', () => {
  it('gives each of many keys as it is, the first and the second time', () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `${index}.gen_ai.usage.input_tokens`);
    for (const _time of ['first', 'second']) expect(keys.map(keyOf)).toStrictEqual(keys);
  });

  it('gives the empty key', () => {
    expect(keyOf('')).toBe('');
  });

  it('leaves what is long, not ASCII, or holds a NUL to the reader of texts', () => {
    expect(['k'.repeat(65), 'clé', 'a\0b'].map(keyOf)).toStrictEqual([null, null, null]);
  });
});
