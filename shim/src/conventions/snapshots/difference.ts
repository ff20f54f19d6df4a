import { type Change, isList, isObject, type Json, type JsonObject } from './json.ts';

/**
 * What turns one JSON value into another, as a JSON Patch (RFC 6902) of `add`, `remove` and `replace`. The work
 * grows with the size of both and no faster, whatever they hold: lists are compared from both ends, which finds
 * what was appended, taken out or put in at one place.
 */
export function difference(before: Json, after: Json): Change[] {
  const changes: Change[] = [];
  compare(before, after, '', changes);
  return changes;
}

function compare(before: Json, after: Json, path: string, changes: Change[]): void {
  if (before === after) return;
  if (isList(before) && isList(after)) compareLists(before, after, path, changes);
  else if (isObject(before) && isObject(after)) compareObjects(before, after, path, changes);
  else changes.push({ op: 'replace', path, value: after });
}

function compareObjects(before: JsonObject, after: JsonObject, path: string, changes: Change[]): void {
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) changes.push({ op: 'remove', path: below(path, key) });
  }
  for (const [key, value] of Object.entries(after)) {
    const old = memberOf(before, key);
    if (old === undefined) changes.push({ op: 'add', path: below(path, key), value });
    else compare(old, value, below(path, key), changes);
  }
}

function compareLists(
  before: readonly Json[],
  after: readonly Json[],
  path: string,
  changes: Change[],
): void {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && areEqual(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && areEqual(before.at(-1 - end), after.at(-1 - end))) end++;
  const both = shorter - end;
  for (let index = start; index < both; index++) {
    compare(before[index] ?? null, after[index] ?? null, below(path, index), changes);
  }
  // From the end, so that the places before stay what they are.
  for (let index = before.length - end - 1; index >= both; index--) {
    changes.push({ op: 'remove', path: below(path, index) });
  }
  for (let index = both; index < after.length - end; index++) {
    changes.push({ op: 'add', path: below(path, index), value: after[index] ?? null });
  }
}

function areEqual(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item, index) => areEqual(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => areEqual(memberOf(one, key), memberOf(other, key)))
  );
}

/** A member of the object's own; undefined where there is none, whatever its prototype has. */
function memberOf(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** JSON Pointer (RFC 6901) of a member of what `path` points to. */
function below(path: string, key: string | number): string {
  return `${path}/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`;
}
