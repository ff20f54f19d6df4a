const slots = 2048;
const maxLength = 64;
/** Keys of one vocabulary begin alike (`gen_ai.usage.…`) and differ at their ends. */
const hashedBytes = 12;
const cached = new Array<string>(slots).fill('');

/**
 * The text of an ASCII key, the same string object for equal keys: attribute keys repeat in every record, and to find
 * one again costs less than to make it. Null where the bytes are too long, not ASCII, or hold a NUL.
 */
export function cachedKey(bytes: Buffer, start: number, end: number): string | null {
  const length = end - start;
  if (length > maxLength) return null;
  let hash = length;
  for (let at = Math.max(start, end - hashedBytes); at < end; at++) {
    hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  }
  const slot = (hash ^ (hash >>> 11)) & (slots - 1);
  const known = cached[slot] ?? '';
  if (equals(known, bytes, start, length)) return known;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0 || byte > 127) return null;
  }
  const key = bytes.toString('latin1', start, end);
  cached[slot] = key;
  return key;
}

function equals(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let at = 0; at < length; at++) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
