import type { IdGenerator } from '@opentelemetry/sdk-trace-base';

const NO_SPAN = '0'.repeat(16);

/**
 * Ids of as good chance as those of the SDK's own generator (`Math.random`), for half the time: making ids is a
 * tenth of what a span costs.
 */
export const idGenerator: IdGenerator = {
  generateTraceId: () => sixteenDigits() + sixteenDigits(),
  generateSpanId: sixteenDigits,
};

/** 64 random bits as hex digits, not all of them zeros. */
function sixteenDigits(): string {
  const high = (Math.random() * 0x1_0000_0000) >>> 0;
  const low = (Math.random() * 0x1_0000_0000) >>> 0;
  const digits = String.fromCharCode(
    digit(high >>> 28),
    digit(high >>> 24),
    digit(high >>> 20),
    digit(high >>> 16),
    digit(high >>> 12),
    digit(high >>> 8),
    digit(high >>> 4),
    digit(high),
    digit(low >>> 28),
    digit(low >>> 24),
    digit(low >>> 20),
    digit(low >>> 16),
    digit(low >>> 12),
    digit(low >>> 8),
    digit(low >>> 4),
    digit(low),
  );
  return digits === NO_SPAN ? sixteenDigits() : digits;
}

/** Character code of the digit of the last four bits. */
function digit(bits: number): number {
  const value = bits & 15;
  return value < 10 ? value + 48 : value + 87;
}
