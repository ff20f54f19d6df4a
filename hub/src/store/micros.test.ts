import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoOfMicros, microsOfTimestamp } from './micros.ts';

test('a time is written with its microseconds, in UTC', () => {
  expect(isoOfMicros(1_767_323_045_678_901)).toBe('2026-01-02T03:04:05.678901Z');
  expect(isoOfMicros(0)).toBe('1970-01-01T00:00:00.000000Z');
  expect(isoOfMicros(1_767_323_045_000_007)).toBe('2026-01-02T03:04:05.000007Z');
});

test('a timestamp as PostgreSQL prints it is read to the microsecond', () => {
  expect(microsOfTimestamp('2026-01-02 03:04:05.678901+00')).toBe(1_767_323_045_678_901);
  expect(microsOfTimestamp('2026-01-02 03:04:05.6+00')).toBe(1_767_323_045_600_000);
  expect(microsOfTimestamp('2026-01-02 03:04:05+00')).toBe(1_767_323_045_000_000);
});

test('what is written is read as the same time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (us) => {
      const printed = isoOfMicros(us).replace('T', ' ').replace('Z', '+00');
      expect(microsOfTimestamp(printed)).toBe(us);
    }),
  );
});
