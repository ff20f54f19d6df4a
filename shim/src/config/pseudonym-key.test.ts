import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from './read-config.ts';

const long = 'sixteen letters!';
const read = (env: Record<string, string>) => {
  const { config, problems } = readConfig({ env });
  return { key: config.pseudonymKey, travelling: config.travelling, problems };
};

it('takes a key of 16 characters, which never prints itself', () => {
  const { key, problems } = read({ OBSERVATORY_PSEUDONYM_KEY: long });
  expect(problems).toEqual([]);
  expect(typeof key === 'object' && key.export().toString()).toBe(long);
  expect(JSON.stringify(key)).not.toContain('sixteen');
});

it('refuses a shorter one and says so, without the key', () => {
  const { key, problems } = read({ OBSERVATORY_PSEUDONYM_KEY: 'fifteen letters' });
  expect(key).toBe('refused');
  expect(problems).toEqual([
    'OBSERVATORY_PSEUDONYM_KEY has 15 characters and needs at least 16: user ids are left out until it is mended',
  ]);
});

it('takes the key of an option before that of a variable, and refuses an empty one', () => {
  const given = (pseudonymKey: string) =>
    readConfig({ pseudonymKey, env: { OBSERVATORY_PSEUDONYM_KEY: long } }).config.pseudonymKey;
  const key = given('another long enough key');
  expect(typeof key === 'object' && key.export().toString()).toBe('another long enough key');
  expect(given('')).toBe('refused');
});

it('takes the key of a file, and refuses a file that cannot be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-'));
  try {
    const file = join(folder, 'key');
    writeFileSync(file, `${long}\n`);
    const { key } = read({ OBSERVATORY_PSEUDONYM_KEY_FILE: file });
    expect(typeof key === 'object' && key.export().toString()).toBe(long);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const { key, problems } = read({ OBSERVATORY_PSEUDONYM_KEY_FILE: '/does/not/exist' });
  expect(key).toBe('refused');
  expect(problems[0]).toMatch(/^OBSERVATORY_PSEUDONYM_KEY_FILE cannot be read: .*left out/);
});

it('lets user ids travel where they are pseudonyms, or where that is asked for', () => {
  expect(read({}).travelling.has('userId')).toBe(false);
  expect(read({ OBSERVATORY_PSEUDONYM_KEY: long }).travelling.has('userId')).toBe(true);
  expect(read({ OBSERVATORY_PSEUDONYM_KEY: long, OBSERVATORY_BAGGAGE: 'sessionId' }).travelling).toEqual(
    new Set(['sessionId']),
  );
  expect(read({ OBSERVATORY_BAGGAGE: ' userid , executionId' }).travelling).toEqual(
    new Set(['userId', 'executionId']),
  );
});

it('lets nothing travel where none is asked for, and names a list that it cannot read', () => {
  expect(read({ OBSERVATORY_BAGGAGE: 'none' }).travelling).toEqual(new Set());
  const { travelling, problems } = read({ OBSERVATORY_BAGGAGE: 'sessionId,password' });
  expect(travelling.has('executionId')).toBe(true);
  expect(problems[0]).toContain(
    'OBSERVATORY_BAGGAGE="sessionId,password" is not a list of executionId, userId',
  );
});
