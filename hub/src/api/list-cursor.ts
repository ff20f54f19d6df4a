import { HubError } from '../errors.ts';

type Kinds = Readonly<Record<string, 'text' | 'time'>>;
type Place<K extends Kinds> = { readonly [N in keyof K]: K[N] extends 'time' ? number : string };

/** Microseconds that PostgreSQL and JavaScript both know as a time. */
const MAX_US = 8.64e15;

/** A place in a list as an opaque text: its parts, in one order. */
export function sealParts(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The parts that a cursor of `sealParts` holds, by name. Throws OBS_BAD_REQUEST where they are not of these kinds. */
export function openParts<const K extends Kinds>(cursor: string, kinds: K): Place<K> {
  let parts: unknown = null;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    // Said below.
  }
  const names = Object.keys(kinds);
  if (
    Array.isArray(parts) &&
    parts.length === names.length &&
    names.every((name, at) => isOf(kinds[name], (parts as unknown[])[at]))
  )
    return Object.fromEntries(names.map((name, at) => [name, (parts as unknown[])[at]])) as Place<K>;
  throw new HubError(
    'OBS_BAD_REQUEST',
    `Expected the next_cursor of the page before, got "${cursor.slice(0, 40)}". Ask for the first page again.`,
    { where: 'query.cursor' },
  );
}

function isOf(kind: 'text' | 'time' | undefined, value: unknown): boolean {
  if (kind === 'text') return typeof value === 'string' && !value.includes('\0');
  return Number.isSafeInteger(value) && Number(value) > 0 && Number(value) < MAX_US;
}
