import type { Fault } from './decoding.ts';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const zeroTraceId = '0'.repeat(32);
const zeroSpanId = '0'.repeat(16);

/** An id that is empty or all zero stands for none (W3C Trace Context, OTLP). */
export function isAbsentId(id: string): boolean {
  return id === '' || id === zeroSpanId || id === zeroTraceId;
}

const hexIds = { 8: /^[\da-f]{16}$/, 16: /^[\da-f]{32}$/ };

/** What is wrong with an id of `bytes` bytes in hex, if anything. */
export function idFault(field: string, id: string, bytes: 8 | 16): Fault | null {
  if (hexIds[bytes].test(id) && !isAbsentId(id)) return null;
  const got = id === '' ? 'nothing' : id.length > 40 ? `${id.slice(0, 40)}…` : id;
  return { field, problem: `expected ${bytes * 2} hex digits (${bytes} bytes), not all zero; got ${got}` };
}

/** What is wrong with a time that must be there, in microseconds, if anything. */
export function timeFault(field: string, timeUs: number): Fault | null {
  if (timeUs === 0) return { field, problem: 'expected a time; got none' };
  if (Number.isSafeInteger(timeUs)) return null;
  return { field, problem: 'expected nanoseconds since 1970, of the year 2255 at latest' };
}

/** A member of an OTLP enum that ends at `last`; what a later version adds counts as 0, unspecified. */
export function enumMember(value: number, last: number): number {
  return value <= last && value >= 0 ? value : 0;
}
