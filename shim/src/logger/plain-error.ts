import { isNativeError } from 'node:util/types';
import { currentConfig } from '../config/current-config.ts';
import { bounded } from '../safe/bounded.ts';
import { redactText } from '../safe/redact.ts';
import { serialise } from '../safe/serialise.ts';

/** An error as log lines show it. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  /** Its own stack; those of its causes stand with them. */
  readonly stack?: string;
  /** As Node's own errors have it, such as `ECONNREFUSED`. */
  readonly code?: string;
  readonly cause?: PlainError;
  /** Of an `AggregateError`. */
  readonly errors?: readonly PlainError[];
}

const MAX_DEPTH = 5;
const MAX_ERRORS = 5;
const LONGEST_NAME = 200;
const UNREADABLE = '[unreadable]';

interface Walk {
  /** Characters that may still be written; longest of one text. */
  left: number;
  readonly longest: number;
  /** The errors above the current one. */
  readonly path: Set<unknown>;
}

/**
 * Whatever was thrown, as a line shows it: with what caused it, five deep, secrets redacted, cut to twice
 * the budget of a recorded value. Never throws, whatever the error's getters do.
 */
export function plainError(thrown: unknown): PlainError {
  const { maxPayloadBytes } = currentConfig().agent;
  return described(thrown, { left: maxPayloadBytes * 2, longest: maxPayloadBytes, path: new Set() });
}

/** Whether this is an error, also one of another realm. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || isNativeError(value);
  } catch {
    // A Proxy may throw at any touch.
    return false;
  }
}

/** The stacks of an error and of what caused it, one below the other. */
export function stackOf(error: PlainError): string | undefined {
  const stacks: string[] = [];
  for (let current: PlainError | undefined = error; current; current = current.cause) {
    stacks.push(current.stack ?? `${current.name}: ${current.message}`);
  }
  return error.stack === undefined && stacks.length === 1 ? undefined : stacks.join('\ncaused by: ');
}

function described(thrown: unknown, walk: Walk): PlainError {
  if (!isError(thrown))
    return { name: thrown === null ? 'null' : typeof thrown, message: textOf(thrown, walk) };
  const [name, message, stack] = [member(thrown, 'name'), member(thrown, 'message'), member(thrown, 'stack')];
  const code = member(thrown, 'code');
  const own = {
    name: typeof name === 'string' && name !== '' ? name.slice(0, LONGEST_NAME) : 'Error',
    message: fitted(message, walk) ?? '',
    ...(typeof stack === 'string' && { stack: fitted(stack, walk) ?? '' }),
    ...(typeof code === 'string' && { code: code.slice(0, LONGEST_NAME) }),
  };
  if (walk.path.size >= MAX_DEPTH || walk.left <= 0) return own;
  walk.path.add(thrown);
  const [cause, errors] = [member(thrown, 'cause'), member(thrown, 'errors')];
  const found = {
    ...own,
    ...(cause !== undefined && !walk.path.has(cause) && { cause: described(cause, walk) }),
    ...(isList(errors) && { errors: errors.slice(0, MAX_ERRORS).map((error) => inner(error, walk)) }),
  };
  walk.path.delete(thrown);
  return found;
}

function inner(error: unknown, walk: Walk): PlainError {
  return walk.path.has(error) ? { name: 'Error', message: '[circular]' } : described(error, walk);
}

/** A text or number that was thrown as it is, `message` of an object that has one, else JSON. */
function textOf(thrown: unknown, walk: Walk): string {
  if (typeof thrown !== 'object' || thrown === null) return fitted(thrown, walk) ?? String(thrown);
  const message = member(thrown, 'message');
  return typeof message === 'string'
    ? (fitted(message, walk) ?? '')
    : bounded(serialise(thrown, walk.longest / 4), walk.longest);
}

function member(from: object, name: string): unknown {
  try {
    return (from as Record<string, unknown>)[name];
  } catch {
    return UNREADABLE;
  }
}

function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value) && value.length > 0;
  } catch {
    return false;
  }
}

/** The text redacted and cut; undefined for what is no text and has none. */
function fitted(value: unknown, walk: Walk): string | undefined {
  if (value === undefined) return undefined;
  const text = redactText(bounded(String(value), Math.max(0, Math.min(walk.left, walk.longest))));
  walk.left -= text.length;
  return text;
}
