import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyQuery } from '../../../test/support/random-queries.ts';
import { MAX_QUERY_LENGTH } from './parse-query.ts';
import { QueryFault } from './query-fault.ts';
import { readQuery } from './read-query.ts';

const runs = Number(process.env.RUNS ?? 5000);

/** Where a query is faulty; null where it is not. */
function faultAt(text: string): number | null {
  try {
    readQuery(text, Date.now() * 1000);
    return null;
  } catch (error) {
    if (error instanceof QueryFault) return error.at;
    throw error;
  }
}

describe('any query', () => {
  test('is read, or is refused at a place within it', () => {
    fc.assert(
      fc.property(anyQuery, (text) => {
        const at = faultAt(text);
        return at === null || (Number.isInteger(at) && at >= 0 && at <= text.length);
      }),
      { numRuns: runs },
    );
  }, 120_000);

  test('of the greatest length is looked at a bounded number of times, however it nests', () => {
    const shapes = [
      '(',
      '((a) ',
      'NOT ',
      '-',
      'a OR ',
      '"',
      '[',
      'a:(',
      'tokens:[',
      '\\',
      'a"b"',
      'attr.a:"',
      ') ',
    ];
    for (const shape of shapes) {
      const text = shape.repeat(MAX_QUERY_LENGTH).slice(0, MAX_QUERY_LENGTH);
      const at = faultAt(text);
      expect(at === null || at <= text.length).toBe(true);
    }
  });
});
