import { randomBytes } from 'node:crypto';

/**
 * The numbered ids of one stream of a load: 8 bytes of the stream's own number, then 8 bytes that count. What is lost or
 * doubled is then told by counting, without a list of ids.
 */
export interface StreamNumber {
  /** 16 hex digits. */
  readonly hex: string;
  readonly bytes: Buffer;
}

/** A number that no other load has. Never zero, and so never is a trace id. */
export function newStreamNumber(): StreamNumber {
  const bytes = randomBytes(8);
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  return { hex: bytes.toString('hex'), bytes };
}

/** The trace id, or the id of a log record, of a counter: 32 hex digits. */
export function recordId(number: StreamNumber, counter: number): string {
  return number.hex + counter.toString(16).padStart(16, '0');
}

/** The most spans of a trace: a span's last byte says which it is. */
export const MAX_SPANS_OF_TRACE = 255;

/** The span id of the span `index` (from 0) of a trace: 16 hex digits, never zero. */
export function spanId(counter: number, index: number): string {
  return counter.toString(16).padStart(14, '0') + (index + 1).toString(16).padStart(2, '0');
}
