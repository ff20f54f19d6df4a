import { ECDH } from 'node:crypto';
import type { PushSubscription } from './push-subscriptions.ts';

/** RFC 8291, "Key Management": a point of P-256, uncompressed, and 16 bytes. */
const POINT_BYTES = 65;
const UNCOMPRESSED = 4;
const AUTH_BYTES = 16;

/** What is wrong with the keys of a browser, so that no message can ever be encrypted for it; null where nothing is. */
export function pushKeysFault({
  p256dh,
  auth,
}: PushSubscription['keys']): { readonly where: 'p256dh' | 'auth'; readonly expected: string } | null {
  if (!isPoint(Buffer.from(p256dh, 'base64url')))
    return { where: 'p256dh', expected: 'a point of the curve P-256 in 65 bytes, as base64url' };
  if (Buffer.from(auth, 'base64url').length !== AUTH_BYTES)
    return { where: 'auth', expected: '16 bytes, as base64url' };
  return null;
}

function isPoint(bytes: Buffer): boolean {
  if (bytes.length !== POINT_BYTES || bytes[0] !== UNCOMPRESSED) return false;
  try {
    ECDH.convertKey(bytes, 'prime256v1');
    return true;
  } catch {
    return false;
  }
}
