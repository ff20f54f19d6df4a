import Type, { type TProperties, type TStringOptions } from 'typebox';
import { HubError } from '../errors.ts';

/** A text to compare with stored ones; PostgreSQL has no text with NUL in it. */
export const storedText = (options: TStringOptions) => Type.String({ ...options, pattern: '^[^\\u0000]*$' });

/** The query of a route: what it does not name is refused, so that a misspelt filter is no filter left out. */
export function queryOf<const P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

/** A comma list of known words, as a query parameter gives it. */
export function listOf<const W extends string>(text: string, words: readonly W[], parameter: string): W[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const word = words.find((candidate) => candidate === part);
      if (word !== undefined) return word;
      throw new HubError(
        'OBS_BAD_REQUEST',
        `Expected a comma list of ${words.join(', ')}, got "${part.slice(0, 40)}".`,
        { where: `query.${parameter}` },
      );
    });
}

/** PostgreSQL has no year 0. */
const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
/** Beyond, ISO 8601 has more than four digits of a year, which PostgreSQL does not read. */
const LAST_MS = Date.parse('9999-12-31T00:00:00Z');

/** The first time that can be asked for, in microseconds since the epoch. */
export const FIRST_US = FIRST_MS * 1000;

/** A time that a query parameter gives, in microseconds since the epoch. */
export function instantOf(text: string, parameter: string): number {
  const ms = Date.parse(text);
  if (ms >= FIRST_MS && ms <= LAST_MS) return ms * 1000;
  throw new HubError(
    'OBS_BAD_REQUEST',
    `Expected a time as 2026-01-02T03:04:05Z, got "${text.slice(0, 40)}".`,
    {
      where: `query.${parameter}`,
    },
  );
}
