import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const FORM = /^obs_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** A key that was made: its text is shown once, its hash is stored. */
export interface MadeKey {
  readonly id: string;
  /** `obs_<id>_<secret>`: the id finds the row, the secret (32 random bytes) is compared by its hash. */
  readonly text: string;
  readonly hash: Buffer;
}

/** Makes a key; with an id, a new secret for the key of that id. */
export function makeKey(id = randomBytes(8).toString('hex')): MadeKey {
  const secret = randomBytes(32).toString('base64url');
  return { id, text: `obs_${id}_${secret}`, hash: hashOf(secret) };
}

/** The parts of a text that has the form of a made key; null for any other text. */
export function readKey(text: string): { id: string; hash: Buffer } | null {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, hash: hashOf(secret) };
}

/** What lists show of a key, enough to recognise it. */
export const prefixOf = (id: string) => `obs_${id}_`;

/** SHA-256. Enough for what is random: no password is hashed here. */
export function hashOf(secret: string | Buffer): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export function isSameHash(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
