import { createHash } from 'node:crypto';

/** 63 bits of SHA-256 over a value's JSON: fits a PostgreSQL bigint. */
export function hash63(value: unknown): bigint {
  return createHash('sha256').update(JSON.stringify(value)).digest().readBigUInt64BE() >> 1n;
}
