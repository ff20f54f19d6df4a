import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { openParts, sealParts } from './list-cursor.ts';
import { openRank, sealRank } from './rank-cursor.ts';

const runs = { numRuns: Number(process.env.RUNS ?? 300) };
const sealed = fc.oneof(
  fc.string(),
  fc.json().map((text) => Buffer.from(text).toString('base64url')),
  fc
    .tuple(fc.constantFrom('cost', 'x'), fc.double(), fc.string(), fc.integer(), fc.maxSafeInteger())
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
);

/** What opening gives: a place, or the error that a client is told. */
const opened = <T>(open: () => T): T | null => {
  try {
    return open();
  } catch (error) {
    expect(error).toBeInstanceOf(HubError);
    return null;
  }
};

describe('a cursor', () => {
  it('opens to what was sealed', () => {
    const place = { sort: 'cost', value: 1.5, id: 'ünï "x"', sinceUs: 1, untilUs: 2_000_000 };
    expect(openRank(sealRank(place), 'cost')).toEqual(place);
    expect(openParts(sealParts([7, 'a']), { at: 'time', id: 'text' })).toEqual({ at: 7, id: 'a' });
  });

  it('from elsewhere is a place or a bad request, never a fault', () => {
    fc.assert(
      fc.property(sealed, (cursor) => {
        const rank = opened(() => openRank(cursor, 'cost'));
        if (rank !== null) {
          expect(Number.isFinite(rank.value)).toBe(true);
          expect(new Date(rank.sinceUs / 1000).toISOString()).toBeTruthy();
          expect(new Date(rank.untilUs / 1000).toISOString()).toBeTruthy();
        }
        opened(() => openParts(cursor, { at: 'time', id: 'text' }));
      }),
      runs,
    );
  });
});
