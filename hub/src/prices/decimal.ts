/** Digits after the point that a price keeps. Prices per million tokens have at most 6 in practice. */
const SCALE = 18;

/** A non-negative decimal as an integer count of 1e-18. */
export type Decimal = bigint;

/**
 * The decimal that a number is written as (its shortest form: 0.1 is one tenth), so that arithmetic on prices is
 * exact. Digits past the 18th after the point are cut. The number must be finite and not negative.
 */
export function decimalOf(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const shift = SCALE - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
}

/** 1e18 units a dollar, 1e12 picodollars a dollar. */
const UNITS_PER_PICO = 10n ** BigInt(SCALE - 12);

/**
 * Dollars as whole picodollars, rounded half up; null past what a number holds exactly (9,007 dollars), which no
 * inference costs. `divisor` divides the dollars first, without rounding in between.
 */
export function picoOf(dollars: Decimal, divisor = 1n): number | null {
  const unit = UNITS_PER_PICO * divisor;
  const pico = (2n * dollars + unit) / (2n * unit);
  return pico <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(pico) : null;
}
