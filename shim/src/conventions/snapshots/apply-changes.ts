import { isObject, type Json } from './json.ts';

type Writable = Json[] | { [key: string]: Json };

/**
 * Applies a JSON Patch of `add`, `remove` and `replace` to a value, which it changes, and gives the result.
 * Only members of the value's own are followed, so that a patch from outside reaches no prototype. Throws where
 * the patch does not fit.
 */
export function applyChanges(value: Json, changes: unknown): Json {
  if (!Array.isArray(changes)) throw new TypeError('a JSON Patch is a list');
  let root = value;
  for (const change of changes) {
    const { op, path, value: given } = readChange(change);
    const keys = keysOf(path);
    const last = keys.pop();
    if (last !== undefined) applyTo(parentOf(root, keys), last, op, given);
    else if (op === 'remove') throw new RangeError('the whole cannot be removed');
    else root = given;
  }
  return root;
}

function readChange(change: unknown): { op: 'add' | 'remove' | 'replace'; path: string; value: Json } {
  if (isObject(change)) {
    const { op, path, value } = change;
    const known = op === 'add' || op === 'remove' || op === 'replace';
    if (known && typeof path === 'string' && (op === 'remove' || value !== undefined)) {
      return { op, path, value: value ?? null };
    }
  }
  throw new TypeError('a change is an add, remove or replace with a path');
}

/** The keys of a JSON Pointer (RFC 6901). */
function keysOf(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw new RangeError('a path starts with /');
  return path
    .slice(1)
    .split('/')
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function parentOf(root: Json, keys: readonly string[]): Writable {
  let current: Json | undefined = root;
  for (const key of keys) {
    if (Array.isArray(current)) current = current[placeIn(current, key, current.length - 1)];
    else if (isObject(current) && Object.hasOwn(current, key)) current = current[key];
    else throw new RangeError('a path leads nowhere');
  }
  if (typeof current !== 'object' || current === null) throw new RangeError('a path leads nowhere');
  return current as Writable;
}

function applyTo(parent: Writable, key: string, op: 'add' | 'remove' | 'replace', value: Json): void {
  if (Array.isArray(parent)) {
    if (op === 'add') parent.splice(placeIn(parent, key, parent.length), 0, value);
    else if (op === 'remove') parent.splice(placeIn(parent, key, parent.length - 1), 1);
    else parent[placeIn(parent, key, parent.length - 1)] = value;
    return;
  }
  if (op !== 'add' && !Object.hasOwn(parent, key)) throw new RangeError('a path leads nowhere');
  if (op === 'remove') delete parent[key];
  // An assignment to `__proto__` would not make a member.
  else Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

function placeIn(list: readonly Json[], key: string, last: number): number {
  const place = key === '-' ? list.length : /^(?:0|[1-9]\d{0,9})$/.test(key) ? Number(key) : -1;
  if (place < 0 || place > last) throw new RangeError('a place outside of its list');
  return place;
}
