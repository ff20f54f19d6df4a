import { describe, expect, test } from 'vitest';
import { inProject, principalOfKey, principalOfSession } from './credentials.ts';
import { isSameHash, makeKey, readKey } from './key-text.ts';
import type { KeyRow } from './read-keys.ts';
import type { SessionRow } from './read-sessions.ts';
import { SettingKeys } from './setting-keys.ts';

const NOW = Date.parse('2026-05-06T07:08:09Z');
const made = makeKey();
const old = makeKey(made.id);
const key: KeyRow = {
  id: made.id,
  project: 'shop',
  name: 'collector',
  hash: made.hash,
  previousHash: null,
  previousUntilMs: null,
  scopes: ['ingest', 'read'],
  createdMs: NOW - 1000,
  createdBy: 'somebody',
  expiresMs: null,
  lastUsedMs: null,
  revokedMs: null,
};
const hashOfText = (text: string) => readKey(text)?.hash ?? Buffer.alloc(32);

describe('a key', () => {
  test('has its id and 32 random bytes in its text, and is read back', () => {
    expect(made.text).toMatch(/^obs_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    expect(readKey(made.text)).toEqual({ id: made.id, hash: made.hash });
    expect(makeKey().text).not.toBe(makeKey().text);
  });

  test.each([
    '',
    'obs_',
    made.text.slice(0, -1),
    `${made.text}A`,
    ` ${made.text}`,
    made.text.replace('obs', 'OBS'),
  ])('is no other text: %j', (text) => {
    expect(readKey(text)).toBeNull();
  });

  test('is whose it is, with its scopes in its project', () => {
    expect(principalOfKey(key, hashOfText(made.text), NOW)).toEqual({
      kind: 'key',
      id: made.id,
      name: 'collector',
      project: 'shop',
      scopes: new Set(['ingest', 'read']),
      expiresAtMs: null,
    });
  });

  test('with another secret is nobody', () => {
    expect(principalOfKey(key, hashOfText(old.text), NOW)).toBeNull();
  });

  test('is good up to the moment of its end, and not in it', () => {
    const ending = { ...key, expiresMs: NOW };
    expect(principalOfKey(ending, made.hash, NOW - 1)).toMatchObject({ expiresAtMs: NOW });
    expect(principalOfKey(ending, made.hash, NOW)).toBeNull();
  });

  test('that was revoked is nobody', () => {
    expect(principalOfKey({ ...key, revokedMs: NOW - 1 }, made.hash, NOW)).toBeNull();
  });

  test('is taken with its old secret until the overlap is over', () => {
    const rotated = { ...key, previousHash: old.hash, previousUntilMs: NOW };
    expect(principalOfKey(rotated, old.hash, NOW - 1)).not.toBeNull();
    expect(principalOfKey(rotated, old.hash, NOW)).toBeNull();
    expect(principalOfKey(rotated, made.hash, NOW)).not.toBeNull();
  });
});

describe('comparing hashes', () => {
  test('tells the same from another, whatever their lengths', () => {
    expect(isSameHash(made.hash, Buffer.from(made.hash))).toBe(true);
    expect(isSameHash(made.hash, old.hash)).toBe(false);
    expect(isSameHash(made.hash, made.hash.subarray(1))).toBe(false);
  });
});

const settingKeys = new SettingKeys({
  apiKey: 'a-key-of-sixteen-or-more',
  ingestKey: 'an-ingest-key-of-sixteen',
  readKey: null,
});

describe('a key of the settings', () => {
  test('may do what its variable says, and nothing else is one', () => {
    const scopesOf = (text: string) => [...(settingKeys.find(text)?.scopes ?? [])];
    expect(scopesOf('a-key-of-sixteen-or-more')).toEqual(['ingest', 'read', 'operate', 'administer']);
    expect(scopesOf('an-ingest-key-of-sixteen')).toEqual(['ingest']);
    expect(settingKeys.find('a-key-of-sixteen-or-mora')).toBeNull();
    expect(settingKeys.find('')).toBeNull();
  });

  test('shows nothing of itself', () => {
    expect(JSON.stringify(settingKeys.find('a-key-of-sixteen-or-more'))).not.toContain('sixteen');
  });
});

const session: SessionRow = {
  id: '00112233',
  project: 'shop',
  createdMs: NOW - 1000,
  lastSeenMs: NOW - 1000,
  expiresMs: NOW + 10_000,
  person: { id: 'p1', name: 'Ada' },
  memberships: new Map([
    ['shop', 'operator'],
    ['lab', 'admin'],
  ]),
  key: null,
  keyHash: null,
  setting: null,
  settingProof: null,
};
const moment = { nowMs: NOW, lastSeenMs: 0, idleMs: 5000, settingKeys };

describe('a session', () => {
  test('of a person has the scopes of the role in its project', () => {
    expect(principalOfSession(session, 'token', moment)).toMatchObject({
      kind: 'person',
      name: 'Ada',
      project: 'shop',
      role: 'operator',
      scopes: new Set(['read', 'operate']),
      session: '00112233',
    });
  });

  test('of a person who is no member there may do nothing', () => {
    const principal = principalOfSession({ ...session, memberships: new Map() }, 'token', moment);
    expect(principal?.scopes.size).toBe(0);
  });

  test('leads to the other projects of the person, and to none else', () => {
    const principal = principalOfSession(session, 'token', moment);
    if (principal === null) throw new Error('no principal');
    expect(inProject(principal, 'lab')).toMatchObject({ project: 'lab', role: 'admin' });
    expect(inProject(principal, 'default')).toBeNull();
  });

  test('ends at its end, and before where it was idle', () => {
    const at = (nowMs: number, lastSeenMs = 0) =>
      principalOfSession(session, 'token', { ...moment, nowMs, lastSeenMs }) !== null;
    expect([at(NOW + 3999), at(NOW + 4000)]).toEqual([true, false]);
    expect([at(NOW + 4000, NOW), at(NOW + 9999, NOW + 9000), at(NOW + 10_000, NOW + 9999)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('of a key ends with the key, and with the secret that it was made from', () => {
    const ofKey = { ...session, person: null, key, keyHash: made.hash };
    const isGood = (row: KeyRow) => principalOfSession({ ...ofKey, key: row }, 'token', moment) !== null;
    expect(isGood(key)).toBe(true);
    expect(isGood({ ...key, revokedMs: NOW })).toBe(false);
    expect(isGood({ ...key, expiresMs: NOW })).toBe(false);
    expect(isGood({ ...key, hash: old.hash })).toBe(false);
  });

  test('of a key of the settings ends where that key is another, and no one else can prove it', () => {
    const principal = settingKeys.find('a-key-of-sixteen-or-more');
    const settingProof = principal && settingKeys.proofOf(principal, 'token');
    const ofSetting = { ...session, person: null, setting: 'OBSERVATORY_API_KEY', settingProof };
    const at = (keys: SettingKeys, token: string) =>
      principalOfSession(ofSetting, token, { ...moment, settingKeys: keys }) !== null;
    const other = new SettingKeys({ apiKey: 'another-key-of-sixteen', ingestKey: null, readKey: null });
    const none = new SettingKeys({ apiKey: null, ingestKey: null, readKey: null });
    expect([
      at(settingKeys, 'token'),
      at(settingKeys, 'other token'),
      at(other, 'token'),
      at(none, 'token'),
    ]).toEqual([true, false, false, false]);
  });
});
