import { isUtf8 } from 'node:buffer';
import { HubError } from '../../errors.ts';
import type { Decoding } from '../decoding.ts';

/** A value of the depth limit needs about four JSON levels for each of its own, and twelve lead to it. */
const levelsPerValue = 4;
const levelsAbove = 12;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const NINE = 0x39;

export interface JsonText {
  readonly value: unknown;
  /** Strings may hold NUL or half a surrogate pair, because some character is escaped by number. */
  readonly hasEscapes: boolean;
}

/**
 * Parses a JSON body. Integers that a number does not hold exactly come as their decimal text. Before it parses, it
 * refuses what would cost out of proportion: 16 MB of brackets would take seconds and half a gigabyte.
 */
export function parseJson(body: Buffer, d: Decoding): JsonText {
  if (!isUtf8(body)) throw d.malformed('expected JSON in UTF-8; got other bytes');
  const { hasEscapes, hasBigIntegers } = inspect(body, d);
  const text = body.toString('utf8');
  try {
    return { value: hasBigIntegers ? parseExactly(text) : JSON.parse(text), hasEscapes };
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message.toWellFormed() : 'it could not be parsed';
    throw d.malformed(`expected JSON; ${reason}`);
  }
}

function inspect(body: Buffer, d: Decoding): { hasEscapes: boolean; hasBigIntegers: boolean } {
  const maxDepth = levelsAbove + levelsPerValue * d.limits.maxValueDepth;
  let depth = 0;
  let containers = 0;
  let digits = 0;
  let inString = false;
  let hasEscapes = false;
  let hasBigIntegers = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (inString) {
      if (byte === QUOTE) inString = false;
      else if (byte === BACKSLASH && body[++at] === LETTER_U) hasEscapes = true;
      continue;
    }
    if (byte === undefined) break;
    if (byte >= 0x30 && byte <= 0x39) {
      // 2^53 has 16 digits and begins with a 9.
      if (++digits > 16 || (digits === 16 && body[at - 15] === NINE)) hasBigIntegers = true;
      continue;
    }
    digits = 0;
    if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      containers++;
      if (++depth > maxDepth) {
        throw new HubError('OBS_OTLP_TOO_DEEP', `expected JSON nested at most ${maxDepth} deep`);
      }
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  d.countParts(containers);
  return { hasEscapes, hasBigIntegers };
}

/** The third argument of a reviver, which TypeScript's library does not have yet. */
type ExactReviver = (key: string, value: unknown, context: { source?: string }) => unknown;

function parseExactly(text: string): unknown {
  const keepExact: ExactReviver = (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source && /^-?\d+$/.test(source)
      ? source
      : value;
  return JSON.parse(text, keepExact as (key: string, value: unknown) => unknown);
}
