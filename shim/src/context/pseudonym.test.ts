import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/current-config.ts';
import { pseudonymOf } from './pseudonym.ts';

const KEY = 'a key of some length';

describe('pseudonymOf', () => {
  it('gives the id where no key is set', () => {
    loadConfig({ env: {} });
    expect(pseudonymOf('anna')).toBe('anna');
  });

  it('gives u_ and the first 22 characters of the HMAC-SHA256 in base64url, each time the same', () => {
    loadConfig({ env: { OBSERVATORY_PSEUDONYM_KEY: KEY } });
    const expected = `u_${createHmac('sha256', KEY).update('anna').digest('base64url').slice(0, 22)}`;
    expect(pseudonymOf('anna')).toBe(expected);
    expect(pseudonymOf('anna')).toBe(expected);
    for (let i = 0; i < 12_000; i++) pseudonymOf(`user ${i}`);
    expect(pseudonymOf('anna')).toBe(expected);
    expect(pseudonymOf('bert')).not.toBe(expected);
  });

  it('leaves a pseudonym as it is, and gives others with another key', () => {
    loadConfig({ env: { OBSERVATORY_PSEUDONYM_KEY: KEY } });
    const first = pseudonymOf('anna');
    expect(pseudonymOf(first ?? '')).toBe(first);
    loadConfig({ env: { OBSERVATORY_PSEUDONYM_KEY: `${KEY}!` } });
    expect(pseudonymOf('anna')).not.toBe(first);
  });

  it('gives nothing where the key was refused', () => {
    loadConfig({ env: { OBSERVATORY_PSEUDONYM_KEY: 'too short' } });
    expect(pseudonymOf('anna')).toBeUndefined();
    loadConfig({ env: { OBSERVATORY_PSEUDONYM_KEY_FILE: '/does/not/exist' } });
    expect(pseudonymOf('anna')).toBeUndefined();
  });
});
