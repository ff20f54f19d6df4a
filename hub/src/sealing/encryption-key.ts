import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { SettingsError } from '../settings/values.ts';

/** A key that payloads are sealed under, by the id that it has in the key file. */
export interface EncryptionKey {
  readonly id: string;
  /** Where it stands in its list, from 1. */
  readonly line: number;
  readonly secret: KeyObject;
  /** Hex; the same for the same key, and nothing that the key could be found from. */
  readonly fingerprint: string;
}

/** A list of keys that is none; the message says where, and never what a key is. */
export class KeyFault extends SettingsError {}

const KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const MAX_KEYS = 100;

/**
 * Reads keys, a line each: `ID:BASE64` of 32 bytes. Empty lines and those that begin with # are left out. `origin` names
 * the file or command in faults.
 */
export function parseKeys(text: string, origin: string): EncryptionKey[] {
  const keys = new Map<string, EncryptionKey>();
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const fault = (expected: string, got: string) =>
      new KeyFault(`${origin}, line ${at + 1}: expected ${expected}; got ${got}`);
    const colon = line.indexOf(':');
    if (colon < 0) throw fault('ID:KEY', 'a line without a colon');
    const id = line.slice(0, colon).trim();
    if (!ID.test(id))
      throw fault(
        'an id of 1 to 32 letters, digits, ".", "_" and "-" before the colon',
        `another of ${id.length} characters`,
      );
    const encoded = line.slice(colon + 1).trim();
    const bytes = BASE64.test(encoded) ? Buffer.from(encoded, 'base64') : null;
    if (bytes === null) throw fault(`base64 of ${KEY_BYTES} bytes after the colon`, 'what is no base64');
    if (bytes.length !== KEY_BYTES)
      throw fault(
        `base64 of ${KEY_BYTES} bytes after the colon, as openssl rand -base64 ${KEY_BYTES} prints it`,
        `${bytes.length} bytes`,
      );
    if (keys.has(id)) throw fault('every id once', `${id} a second time`);
    if (keys.size === MAX_KEYS) throw fault(`at most ${MAX_KEYS} keys`, 'more');
    keys.set(id, { id, line: at + 1, secret: createSecretKey(bytes), fingerprint: fingerprintOf(bytes) });
    bytes.fill(0);
  }
  if (keys.size === 0) throw new KeyFault(`${origin}: expected a line ID:KEY; got none`);
  return [...keys.values()];
}

function fingerprintOf(bytes: Buffer): string {
  return createHmac('sha256', bytes).update('observatory key fingerprint').digest('hex').slice(0, 32);
}

/** The key under which messages are sealed for a while: HKDF-SHA256 (RFC 5869) of a key with a salt of its own. */
export function deriveDataKey(secret: KeyObject, salt: Uint8Array): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, salt, 'observatory sealing 1', KEY_BYTES)));
}
