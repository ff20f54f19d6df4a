import { describe, expect, it } from 'vitest';
import { decimalOf, picoOf } from './decimal.ts';

describe('decimalOf', () => {
  it.each([
    [0, 0n],
    [1, 10n ** 18n],
    [0.1, 10n ** 17n],
    [3.75, 3_750_000_000_000_000_000n],
    [1e-7, 10n ** 11n],
    [1.5e-18, 1n],
    [1e21, 10n ** 39n],
  ])('takes %d for the decimal that it is written as', (value, units) => {
    expect(decimalOf(value)).toBe(units);
  });
});

describe('picoOf', () => {
  it('rounds half up', () => {
    // 1e-18 dollars are 1e-6 picodollars.
    expect(picoOf(499_999n)).toBe(0);
    expect(picoOf(500_000n)).toBe(1);
    expect(picoOf(1_500_000n)).toBe(2);
  });

  it('divides before it rounds', () => {
    expect(picoOf(3_000_000n, 2n)).toBe(2);
  });

  it('gives nothing that a number cannot hold', () => {
    expect(picoOf(decimalOf(9007))).toBe(9_007_000_000_000_000);
    expect(picoOf(decimalOf(9008))).toBeNull();
  });
});
