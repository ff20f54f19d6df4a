import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CUT_MARK, cut } from './cut.ts';

describe('cut', () => {
  it('leaves a text alone that fits to the byte', () => {
    expect(cut('äöü', 6)).toEqual({ text: 'äöü' });
  });

  it('ends a text that does not fit in a mark and tells its size before', () => {
    expect(cut('a'.repeat(100), 20)).toEqual({ text: `aaaaaa…[truncated]`, bytesBefore: 100 });
  });

  it('does not split a character of four bytes', () => {
    expect(cut(`abc${'😀'.repeat(10)}`, 20).text).toBe('abc…[truncated]');
  });

  it('counts bytes, not characters', () => {
    const { text, bytesBefore } = cut('€'.repeat(30), 64);
    expect(bytesBefore).toBe(90);
    expect(text).toBe(`${'€'.repeat(16)}…[truncated]`);
  });

  it('stays within any budget, keeps a start of the text, and gives valid UTF-8', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 14, max: 400 }),
        (given, max) => {
          const { text, bytesBefore } = cut(given, max);
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(max);
          if (bytesBefore === undefined) {
            expect(text).toBe(given);
          } else {
            expect(bytesBefore).toBe(Buffer.byteLength(given));
            expect(bytesBefore).toBeGreaterThan(max);
            const kept = text.slice(0, -CUT_MARK.length);
            expect(given.startsWith(kept)).toBe(true);
            expect(kept.isWellFormed()).toBe(true);
          }
        },
      ),
    );
  });
});
