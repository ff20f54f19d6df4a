import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataKeys } from './data-keys.ts';
import { parseKeys } from './encryption-key.ts';
import { eventPlace, memoryPlace, spanPlace } from './row-places.ts';
import { openRow, sealRow } from './sealed-rows.ts';
import { Keyring, SealedValue } from './sealing.ts';

const keyLine = (id: string, bytes = randomBytes(32)) => `${id}:${bytes.toString('base64')}`;

function keyring(text = keyLine('a')): Keyring {
  const keys = parseKeys(text, 'test');
  const ring = new Keyring();
  ring.use(keys, keys[0] ?? null);
  return ring;
}

const place = { column: 'logs.body', project: 'default', key: '1' };

describe('a sealed text', () => {
  test('opens as it was, whatever it is and however long', () => {
    const ring = keyring();
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 1500, maxLength: 4000 })),
        (text) => {
          const sealed = ring.seal(text, place);
          expect(sealed).toMatch(/^obs-sealed:1:a:[\w-]+$/);
          expect(ring.open(sealed, place)).toBe(text.toWellFormed());
        },
      ),
    );
    const long = randomBytes(3_000_000).toString('base64');
    expect(ring.open(ring.seal(long, place), place)).toBe(long);
  });

  test('takes less room than it would, where it is long', () => {
    expect(keyring().seal('the same words again '.repeat(1000), place).length).toBeLessThan(1000);
  });

  test('opens in no other column, project or row', () => {
    const ring = keyring();
    const sealed = ring.seal('secret', place);
    for (const other of [{ column: 'logs.attributes' }, { project: 'other' }, { key: '2' }])
      expect(() => ring.open(sealed, { ...place, ...other })).toThrow(SealedValue);
  });

  test('does not open where any byte of it was changed', () => {
    const ring = keyring();
    const sealed = ring.seal('a secret', place);
    const head = 'obs-sealed:1:a:';
    const bytes = Buffer.from(sealed.slice(head.length), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => ring.open(head + changed.toString('base64url'), place)).toThrow(SealedValue);
    }
    expect(() => ring.open(sealed.slice(0, 40), place)).toThrow(SealedValue);
    expect(() => ring.open(head, place)).toThrow(SealedValue);
  });

  test('opens for as long as its key is there, and then names the key alone', () => {
    const [one, two] = [keyLine('a'), keyLine('b')];
    const ring = keyring(one);
    const sealed = ring.seal('secret', place);
    const both = parseKeys(`${two}\n${one}`, 'test');
    ring.use(both, both[0] ?? null);
    expect(ring.keyId).toBe('b');
    expect(ring.open(sealed, place)).toBe('secret');
    ring.use(both.slice(0, 1), both[0] ?? null);
    expect(() => ring.open(sealed, place)).toThrow('[sealed with key "a", which this hub does not have]');
    expect(() => keyring(keyLine('a')).open(sealed, place)).toThrow('was changed or moved');
  });

  test('is stored as it came without a key', () => {
    expect(new Keyring().seal('words', place)).toBe('words');
  });
});

describe('what messages are sealed with', () => {
  const [key] = parseKeys(keyLine('a'), 'test');
  const [other] = parseKeys(keyLine('b'), 'test');
  if (key === undefined || other === undefined) throw new Error('no keys');

  test('counts up within one data key, and no nonce comes twice', () => {
    const keys = new DataKeys();
    const nonces = new Set<string>();
    const salts = new Set<string>();
    for (let at = 0; at < 300_000; at += 1) {
      const { nonce, salt } = keys.next(key);
      expect(nonce.readUInt32BE(0) === at || `nonce ${at} counts ${nonce.readUInt32BE(0)}`).toBe(true);
      nonces.add(nonce.toString('latin1'));
      salts.add(salt.toString('latin1'));
    }
    expect(nonces.size).toBe(300_000);
    expect(salts.size).toBe(1);
  }, 60_000);

  test('gets a data key of its own after so many messages, after an hour, and with another key', () => {
    let nowMs = 0;
    const keys = new DataKeys({ maxMessages: 3, maxAgeMs: 1000, nowMs: () => nowMs });
    const saltOf = (of = key) => keys.next(of).salt.toString('hex');
    const first = saltOf();
    expect([saltOf(), saltOf()]).toEqual([first, first]);
    const second = saltOf();
    expect(second).not.toBe(first);
    nowMs = 1000;
    const third = saltOf();
    expect(third).not.toBe(second);
    expect(saltOf(other)).not.toBe(third);
    expect(keys.next(key).nonce.readUInt32BE(0)).toBe(0);
  });

  test('differs in two processes of one key, and in a copy of one that counts on', () => {
    const [one, two] = [new DataKeys().next(key), new DataKeys().next(key)];
    expect(one.salt).not.toEqual(two.salt);
    expect(one.nonce.subarray(4)).not.toEqual(two.nonce.subarray(4));
  });
});

describe('a sealed row', () => {
  const ring = keyring();
  const where = spanPlace('default', 'aa', 'bb');

  test('opens as it was, whatever its attributes are', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.option(fc.string({ minLength: 1 })),
        fc.option(fc.array(fc.jsonValue(), { minLength: 1 })),
        (attributes, status_message, events) => {
          const row = { status_message, attributes, events };
          const stored = JSON.parse(JSON.stringify(sealRow(ring, where, row)));
          const { sealed_by, ...opened } = openRow(ring, where, stored);
          expect(sealed_by).toBe('a');
          expect(opened).toEqual(JSON.parse(JSON.stringify(row)));
        },
      ),
    );
  });

  test('keeps names, ids and figures that queries need readable, and nothing else', () => {
    const attributes = {
      'gen_ai.agent.name': 'planner',
      'event.name': 'x',
      'gen_ai.input.messages': 'MARK',
      custom: { nested: 'MARK' },
    };
    const facts = { executionKind: 'agent', errorMessage: 'MARK' };
    const stored = sealRow(ring, where, {
      attributes,
      facts,
      status_message: 'MARK',
      events: [{ name: 'MARK' }],
    });
    expect(JSON.stringify(stored)).not.toContain('MARK');
    expect(stored.attributes).toEqual({
      'event.name': 'x',
      'gen_ai.agent.name': 'planner',
      'observatory.sealed': expect.stringMatching(/^obs-sealed:1:a:/),
    });
    expect(stored.facts.executionKind).toBe('agent');
  });

  test('seals what is too long for a name even under the name of one', () => {
    const stored = sealRow(ring, where, { attributes: { 'gen_ai.agent.name': 'MARK'.repeat(1000) } });
    expect(JSON.stringify(stored)).not.toContain('MARK');
  });

  test('says in each place what does not open, and throws for who needs all of it', () => {
    const row = { message: 'words', attributes: { a: 1, 'gen_ai.agent.name': 'planner' } };
    const stored = sealRow(ring, eventPlace('default', '1'), row);
    const elsewhere = eventPlace('default', '2');
    const told = '[sealed with key "a", and not what was stored here: it was changed or moved]';
    expect(openRow(ring, elsewhere, stored)).toEqual({
      message: told,
      attributes: { 'gen_ai.agent.name': 'planner', 'observatory.sealed': told },
      sealed_by: 'a',
    });
    expect(() => openRow(ring, elsewhere, stored, true)).toThrow(SealedValue);
  });

  test('of memory opens by agent, store and record', () => {
    const at = memoryPlace('default', 'a', 'b', 'c');
    const stored = sealRow(ring, at, { content: { text: 'MARK' }, metadata: null });
    expect(JSON.stringify(stored)).not.toContain('MARK');
    expect(openRow(ring, at, stored).content).toEqual({ text: 'MARK' });
    expect(openRow(ring, memoryPlace('default', 'a', 'bc', ''), stored).content).toMatch(
      /^\[sealed with key "a"/,
    );
  });
});

describe('a list of keys', () => {
  const fault = (text: string) => {
    try {
      parseKeys(text, 'FILE');
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'none';
  };

  test('may have comments, empty lines and either line end', () => {
    expect(
      parseKeys(`# mine\r\n\r\n${keyLine('2026-01')}\r\n${keyLine('b')}\n`, 'FILE').map(({ id, line }) => [
        id,
        line,
      ]),
    ).toEqual([
      ['2026-01', 3],
      ['b', 4],
    ]);
  });

  test('is refused with its line and without a key', () => {
    const good = keyLine('a');
    expect(fault('')).toBe('FILE: expected a line ID:KEY; got none');
    expect(fault(`${good}\nc2VjcmV0`)).toBe('FILE, line 2: expected ID:KEY; got a line without a colon');
    expect(fault('a b:c2VjcmV0')).toBe(
      'FILE, line 1: expected an id of 1 to 32 letters, digits, ".", "_" and "-" before the colon; got another of 3 characters',
    );
    expect(fault('a:c2VjcmV0')).toBe(
      'FILE, line 1: expected base64 of 32 bytes after the colon, as openssl rand -base64 32 prints it; got 6 bytes',
    );
    expect(fault('a:not base64!')).toBe(
      'FILE, line 1: expected base64 of 32 bytes after the colon; got what is no base64',
    );
    expect(fault(`${good}\n${good}`)).toBe('FILE, line 2: expected every id once; got a a second time');
  });
});
