/** Bytes that a value of an indexed column may have: a B-tree refuses entries of a third of a page. */
const MAX_NAME_BYTES = 512;

/** Cuts a name that is indexed or grouped by; whole characters are kept. Real names never come near. */
export function boundedName(value: string): string {
  if (value.length * 3 <= MAX_NAME_BYTES) return value;
  const bytes = Buffer.from(value);
  if (bytes.length <= MAX_NAME_BYTES) return value;
  return new TextDecoder().decode(bytes.subarray(0, MAX_NAME_BYTES), { stream: true });
}

export function boundedNullable(value: string | null): string | null {
  return value === null ? null : boundedName(value);
}
