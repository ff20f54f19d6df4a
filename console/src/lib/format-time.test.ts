import { expect, test } from 'vitest';
import { formatAbsolute, formatAgo, setFormatZone, toMs } from './format-time.ts';

const now = new Date(2026, 10, 22, 14, 3, 7, 123).getTime();

test.each([
  [-3_000, 'just now'],
  [4_999, 'just now'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [3_600_000, '1 h ago'],
  [86_399_999, '23 h ago'],
])('%d ms before now is "%s"', (ago, text) => {
  expect(formatAgo(now - ago, now)).toBe(text);
});

test('what is more than a day old shows its date', () => {
  expect(formatAgo(new Date(2026, 10, 20, 9, 30).getTime(), now)).toBe('20 Nov, 09:30');
});

test('what is of another year shows the year', () => {
  expect(formatAgo(new Date(2025, 11, 31, 23, 59).getTime(), now)).toBe('31 Dec 2025, 23:59');
});

test('the absolute time goes down to the millisecond', () => {
  expect(formatAbsolute(now)).toBe('22 Nov 2026, 14:03:07.123');
});

test('microseconds of a time are kept', () => {
  expect(toMs('2026-11-22T14:03:07.123456Z') - toMs('2026-11-22T14:03:07.123Z')).toBeCloseTo(0.456, 3);
});

test('a time without a fraction is read too', () => {
  expect(toMs('2026-11-22T14:03:07Z')).toBe(Date.UTC(2026, 10, 22, 14, 3, 7));
});

test.each([
  [Date.UTC(2026, 8, 1, 0, 5, 9), '1 Sept 2026, 00:05:09.000'],
  [Date.UTC(2024, 1, 29, 23, 59, 59, 999), '29 Feb 2024, 23:59:59.999'],
  [-1, '31 Dec 1969, 23:59:59.999'],
])('%d is "%s" in UTC', (ms, text) => {
  setFormatZone('UTC');
  expect(formatAbsolute(ms)).toBe(text);
  setFormatZone(undefined);
});
