import { areUserIdsPlain, pseudonymOf } from '../context/pseudonym.ts';
import { isUserIdName } from '../context/user-ids.ts';
import { bounded } from './bounded.ts';
import { isSecretName, REDACTED, redactText } from './redact.ts';

const MAX_DEPTH = 16;
/** A value is walked until its text is this many times the budget that it will be cut to. */
const SLACK = 4;
const LEFT_OUT = '[left out]';

interface Walk {
  /** Characters that may still be written. */
  left: number;
  /** The objects above the current one. */
  readonly path: Set<object>;
}

/**
 * JSON text of any value, secrets redacted, never throwing: circular references, getters that throw,
 * BigInt, functions, binary data and very deep or large values become short notes in brackets. What lies
 * far beyond `maxBytes` is left out, since the caller cuts there.
 */
export function serialise(value: unknown, maxBytes: number): string {
  const walk: Walk = { left: maxBytes * SLACK, path: new Set() };
  return textOf(value, walk, 0) ?? 'null';
}

/** undefined for what JSON leaves out. */
function textOf(value: unknown, walk: Walk, depth: number): string | undefined {
  if (walk.left <= 0) return quoted(LEFT_OUT, walk);
  switch (typeof value) {
    case 'string':
      return quoted(redactText(bounded(value, walk.left)), walk);
    case 'number':
      return Number.isFinite(value) ? plain(String(value), walk) : quoted(String(value), walk);
    case 'boolean':
      return plain(String(value), walk);
    case 'bigint':
      return quoted(value.toString(), walk);
    case 'symbol':
      return quoted(`[${value.toString()}]`, walk);
    case 'function':
      return quoted('[function]', walk);
    case 'undefined':
      return undefined;
    default:
      return typeof value === 'object' && value !== null
        ? objectText(value, walk, depth)
        : plain('null', walk);
  }
}

function objectText(value: object, walk: Walk, depth: number): string | undefined {
  if (walk.path.has(value)) return quoted('[circular]', walk);
  if (depth >= MAX_DEPTH) return quoted('[too deep]', walk);
  // Its brackets, so that objects without members have a cost too.
  walk.left -= 2;
  walk.path.add(value);
  try {
    return knownObjectText(value, walk, depth);
  } catch {
    // Proxies and exotic objects may throw at any touch.
    return quoted('[unreadable]', walk);
  } finally {
    walk.path.delete(value);
  }
}

function knownObjectText(value: object, walk: Walk, depth: number): string | undefined {
  if (Array.isArray(value)) return listText(value, walk, depth);
  if (value instanceof Error) return membersText(errorMembers(value), walk, depth);
  if (value instanceof Map) return membersText(mapMembers(value), walk, depth);
  if (value instanceof Set) return listText(value, walk, depth);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return quoted(`[${value.byteLength} bytes]`, walk);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return textOf(value.toJSON(), walk, depth + 1);
  }
  return membersText(membersOf(value), walk, depth);
}

function* membersOf(value: object): Generator<[string, unknown]> {
  for (const key of Object.keys(value)) yield [key, memberOf(value, key)];
}

function memberOf(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return '[unreadable]';
  }
}

function* mapMembers(map: Map<unknown, unknown>): Generator<[string, unknown]> {
  for (const [key, item] of map) yield [String(key), item];
}

function* errorMembers(error: Error): Generator<[string, unknown]> {
  yield ['name', error.name];
  yield ['message', error.message];
  yield* membersOf(error);
  if (error.cause !== undefined) yield ['cause', error.cause];
}

function listText(items: Iterable<unknown>, walk: Walk, depth: number): string {
  const texts: string[] = [];
  for (const item of items) {
    const last = walk.left <= 0;
    texts.push(textOf(item, walk, depth + 1) ?? plain('null', walk));
    if (last) break;
  }
  return `[${texts.join(',')}]`;
}

function membersText(members: Iterable<[string, unknown]>, walk: Walk, depth: number): string {
  const texts: string[] = [];
  for (const [key, member] of members) {
    if (walk.left <= 0) {
      texts.push(`"…":"${LEFT_OUT}"`);
      break;
    }
    const secret = isSecretName(key) && member !== null && member !== undefined;
    const text = secret ? quoted(REDACTED, walk) : textOf(withoutUserId(key, member), walk, depth + 1);
    if (text !== undefined) texts.push(`${quoted(redactText(bounded(key, walk.left)), walk)}:${text}`);
  }
  return `{${texts.join(',')}}`;
}

/** The member, or what may be written of the id of a user, which may be a number or a list as well. */
function withoutUserId(key: string, member: unknown): unknown {
  if (!isUserIdName(key) || member === undefined || member === null || areUserIdsPlain()) return member;
  return pseudonymOf(String(member));
}

function quoted(text: string, walk: Walk): string {
  return plain(JSON.stringify(text), walk);
}

function plain(text: string, walk: Walk): string {
  walk.left -= text.length + 1;
  return text;
}
