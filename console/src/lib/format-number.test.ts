import { describe, expect, test } from 'vitest';
import { formatCount, formatDollars, formatExactCount, formatShare } from './format-number.ts';

describe('formatCount', () => {
  test.each([
    [0, '0'],
    [840, '840'],
    [9_999, '9,999'],
    [12_345, '12.3k'],
    [123_456, '123k'],
    [999_499, '999k'],
    [999_600, '1.0M'],
    [4_520_000, '4.5M'],
    [1_200_000_000, '1.2B'],
  ])('writes %d as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  test('keeps every digit where asked', () => {
    expect(formatExactCount(1_234_567)).toBe('1,234,567');
  });
});

describe('formatDollars', () => {
  test.each([
    [0, '$0'],
    [0.0000001, '<$0.000001'],
    [0.00000123, '$0.0000012'],
    [0.000423, '$0.00042'],
    [0.0099, '$0.0099'],
    [0.0123, '$0.0123'],
    [0.5, '$0.5000'],
    [1, '$1.00'],
    [1234.5, '$1,234.50'],
    [-0.25, '-$0.2500'],
  ])('writes %d as %s', (usd, text) => {
    expect(formatDollars(usd)).toBe(text);
  });

  test('never shows a cost that is not zero as zero', () => {
    for (let exponent = -12; exponent < 3; exponent += 1) {
      expect(formatDollars(3 * 10 ** exponent)).not.toMatch(/^\$[0.]+$/);
    }
  });
});

describe('formatShare', () => {
  test.each([
    [0, '0 %'],
    [0.0004, '<0.1 %'],
    [0.024, '2.4 %'],
    [0.5, '50 %'],
    [0.996, '99 %'],
    [0.9995, '>99.9 %'],
    [1, '100 %'],
  ])('writes %d as %s', (share, text) => {
    expect(formatShare(share)).toBe(text);
  });
});
