import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type MessageKey, NONCE_BYTES, SALT_BYTES } from './data-keys.ts';

/** Where a sealed text stands: it opens there and nowhere else. */
export interface Place {
  /** `spans.attributes` */
  readonly column: string;
  readonly project: string;
  /** The row's, as far as readers know it. */
  readonly key: string;
}

/** A sealed text: its key's id, and the bytes of FORM, salt, nonce, ciphertext and tag. */
export interface Envelope {
  readonly keyId: string;
  readonly bytes: Buffer;
}

const PREFIX = 'obs-sealed:1:';
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + SALT_BYTES + NONCE_BYTES;
const PLAIN = 0;
const COMPRESSED = 1;
/** PostgreSQL begins to compress rows about there too, which it cannot do with what is sealed. */
const COMPRESS_FROM_BYTES = 2000;
const MAX_TEXT_BYTES = 512 * 1024 * 1024;

/** Whether a value of a column has the form of an envelope. */
export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(PREFIX);
}

/** Seals a text with AES-256-GCM: `obs-sealed:1:KEY:BASE64URL`, as docs/encryption.md has it. */
export function sealText(text: string, place: Place, { keyId, key, salt, nonce }: MessageKey): string {
  const bytes = Buffer.from(text);
  const isLong = bytes.length >= COMPRESS_FROM_BYTES;
  const content = isLong ? zstdCompressSync(bytes, { params: { [zlib.ZSTD_c_compressionLevel]: 1 } }) : bytes;
  const form = isLong ? COMPRESSED : PLAIN;
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(boundTo(place, keyId, form));
  const sealed = Buffer.allocUnsafe(HEAD_BYTES + content.length + TAG_BYTES);
  sealed[0] = form;
  salt.copy(sealed, 1);
  nonce.copy(sealed, 1 + SALT_BYTES);
  cipher.update(content).copy(sealed, HEAD_BYTES);
  cipher.final();
  cipher.getAuthTag().copy(sealed, HEAD_BYTES + content.length);
  return `${PREFIX}${keyId}:${sealed.toString('base64url')}`;
}

/** Null where a text that begins as an envelope is none. */
export function readEnvelope(text: string): Envelope | null {
  const colon = text.indexOf(':', PREFIX.length);
  if (!text.startsWith(PREFIX) || colon < 0) return null;
  const bytes = Buffer.from(text.slice(colon + 1), 'base64url');
  return bytes.length < HEAD_BYTES + TAG_BYTES ? null : { keyId: text.slice(PREFIX.length, colon), bytes };
}

/** The salt of an envelope's data key. */
export function saltOf({ bytes }: Envelope): Buffer {
  return bytes.subarray(1, 1 + SALT_BYTES);
}

/** Throws where it was sealed under another key or for another place, or was changed. */
export function openEnvelope({ keyId, bytes }: Envelope, place: Place, key: KeyObject): string {
  const form = bytes[0] ?? PLAIN;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1 + SALT_BYTES, HEAD_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(boundTo(place, keyId, form));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  const content = Buffer.concat([
    decipher.update(bytes.subarray(HEAD_BYTES, bytes.length - TAG_BYTES)),
    decipher.final(),
  ]);
  const text =
    form === COMPRESSED ? zstdDecompressSync(content, { maxOutputLength: MAX_TEXT_BYTES }) : content;
  return text.toString();
}

function boundTo({ column, project, key }: Place, keyId: string, form: number): Buffer {
  return Buffer.from(JSON.stringify([1, keyId, form, column, project, key]));
}
