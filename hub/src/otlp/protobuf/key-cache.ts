const slots = 2048;
const maxLength = 64;
const cached = new Array<string | undefined>(slots);

/**
 * The text of an ASCII key, the same string object for equal keys: attribute keys repeat in every record, and to find
 * one again costs less than to make it. Null where the bytes are too long, not ASCII, or hold a NUL.
 */
export function cachedKey(bytes: Uint8Array, start: number, end: number): string | null {
  const length = end - start;
  if (length > maxLength) return null;
  let hash = length;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0 || byte > 127) return null;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  const slot = (hash ^ (hash >>> 11)) & (slots - 1);
  const known = cached[slot];
  if (known !== undefined && equals(known, bytes, start, length)) return known;
  const key = Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1');
  cached[slot] = key;
  return key;
}

function equals(text: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let at = 0; at < length; at++) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
