import { HubError } from '../errors.ts';
import { isTooDeep, MAX_JSON_DEPTH } from '../store/json-depth.ts';

/**
 * A JSON value that a body holds as the text that PostgreSQL's jsonb takes. Throws OBS_BAD_REQUEST where it is deeper than 32
 * levels or has a NUL, and OBS_BODY_TOO_LARGE above `maxBytes`.
 */
export function boundedJson(value: unknown, where: string, maxBytes: number): string {
  // Before anything that goes down into it by calls of itself.
  if (isTooDeep(value))
    throw new HubError('OBS_BAD_REQUEST', `Expected at most ${MAX_JSON_DEPTH} levels of lists and objects.`, {
      where,
    });
  const text = JSON.stringify(value, wellFormed) ?? 'null';
  // JSON.stringify escapes it so, and a backslash before it is a pair of them.
  if (/(?<!\\)(?:\\\\)*\\u0000/.test(text))
    throw new HubError(
      'OBS_BAD_REQUEST',
      'Expected texts without NUL (\\u0000), which the database does not keep.',
      {
        where,
      },
    );
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return text;
  throw new HubError('OBS_BODY_TOO_LARGE', `Expected at most ${maxBytes} bytes of JSON, got ${bytes}.`, {
    where,
  });
}

/** Halves of pairs, which PostgreSQL refuses, become U+FFFD; in names of members too. */
function wellFormed(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.every(([name]) => name.isWellFormed())) return value;
  return Object.fromEntries(entries.map(([name, member]) => [name.toWellFormed(), member]));
}
