import { isUtf8 } from 'node:buffer';
import type { HubError } from '../../errors.ts';
import { storableText } from '../attributes.ts';
import type { Decoding } from '../decoding.ts';
import { cachedKey } from './key-cache.ts';

/** Wire types of protobuf; groups (3 and 4) are not part of proto3. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const wireNames = ['a varint', '8 bytes', 'a length', 'a group', 'the end of a group', '4 bytes'];

const two32 = 2 ** 32;
/** Up to this length a loop over the bytes is faster than two calls out of JavaScript. */
const shortText = 96;

/**
 * Reads the protobuf wire format straight into values, field by field, never past the end of the message that it is
 * in. Whatever the format does not allow is thrown as OBS_OTLP_MALFORMED with the place.
 *
 *     const outer = r.enter();
 *     while (r.next()) {
 *       if (r.field === 1) name = r.text(); else r.skip();
 *     }
 *     r.leave(outer);
 */
export class WireReader {
  /** Number of the field that `next` met. */
  field = 0;
  /** Where the next byte is read. Set it to read a message a second time. */
  pos = 0;
  readonly #bytes: Buffer;
  readonly #decoding: Decoding;
  #end: number;
  #wire = 0;

  constructor(bytes: Buffer, decoding: Decoding) {
    this.#bytes = bytes;
    this.#end = bytes.length;
    this.#decoding = decoding;
  }

  /** Goes to the next field of the message; false at its end. */
  next(): boolean {
    if (this.pos === this.#end) return false;
    const tag = this.#varint();
    if (tag >= two32) throw this.#malformed('expected the tag of a field; got a number above 32 bits');
    this.field = tag >>> 3;
    this.#wire = tag & 7;
    if (this.field === 0) throw this.#malformed('expected a field; got field number 0');
    return true;
  }

  /** Enters the message that the field holds; give the result to `leave`. */
  enter(): number {
    this.#decoding.countParts();
    const end = this.#chunk();
    const outer = this.#end;
    this.#end = end;
    return outer;
  }

  leave(outer: number): void {
    this.#end = outer;
  }

  skip(): void {
    if (this.#wire === BYTES) this.pos = this.#chunk();
    else if (this.#wire === VARINT) this.#varint();
    else if (this.#wire === FIXED64) this.#take(8);
    else if (this.#wire === FIXED32) this.#take(4);
    else throw this.#malformed(`expected a field of proto3; got wire type ${this.#wire}`);
  }

  /** A string, which must be UTF-8. */
  text(): string {
    const end = this.#chunk();
    const start = this.pos;
    this.pos = end;
    if (end - start <= shortText) {
      let at = start;
      while (at < end && isPlain(this.#bytes[at])) at++;
      if (at === end) return this.#bytes.toString('latin1', start, end);
    }
    if (isUtf8(this.#bytes.subarray(start, end))) {
      return storableText(this.#bytes.toString('utf8', start, end));
    }
    throw this.#malformed('expected a string in UTF-8; got other bytes');
  }

  /** A string that is likely to come again. */
  key(): string {
    const from = this.pos;
    const end = this.#chunk();
    const key = cachedKey(this.#bytes, this.pos, end);
    if (key === null) {
      this.pos = from;
      return this.text();
    }
    this.pos = end;
    return key;
  }

  /** An id as lower-case hex; one that is too long is cut, but not to the length of an id. */
  id(): string {
    const end = this.#chunk();
    const text = this.#bytes.toString('hex', this.pos, Math.min(end, this.pos + 24));
    this.pos = end;
    return text;
  }

  base64(): string {
    const end = this.#chunk();
    const text = this.#bytes.toString('base64', this.pos, end);
    this.pos = end;
    return text;
  }

  bool(): boolean {
    return this.uint() !== 0;
  }

  /** A uint32, uint64 or enum: the nearest number where 53 bits do not do. */
  uint(): number {
    this.#expect(VARINT);
    return this.#varint();
  }

  sint32(): number {
    const value = this.uint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** An int64: a number where that is exact, else its decimal text. */
  int64(): number | string {
    this.#expect(VARINT);
    const start = this.pos;
    const value = this.#varint();
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    let exact = 0n;
    for (let at = this.pos - 1; at >= start; at--)
      exact = (exact << 7n) | BigInt((this.#bytes[at] ?? 0) & 0x7f);
    exact = BigInt.asIntN(64, exact);
    const number = Number(exact);
    return Number.isSafeInteger(number) ? number : exact.toString();
  }

  double(): number {
    this.#expect(FIXED64);
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  /** A fixed64 of nanoseconds as whole microseconds, rounded down; exact up to 2^53. */
  micros(): number {
    this.#expect(FIXED64);
    const at = this.#take(8);
    const high = this.#bytes.readUInt32LE(at + 4);
    // The whole needs 64 bits: divide by 1,000 in two steps that a double holds exactly.
    const remainder = (high % 1000) * two32 + this.#bytes.readUInt32LE(at);
    return Math.floor(high / 1000) * two32 + Math.floor(remainder / 1000);
  }

  /** A fixed64: the nearest number where 53 bits do not do. */
  fixed64(): number {
    this.#expect(FIXED64);
    const at = this.#take(8);
    return this.#bytes.readUInt32LE(at + 4) * two32 + this.#bytes.readUInt32LE(at);
  }

  /** An sfixed64: the nearest number where 53 bits do not do. */
  sfixed64(): number {
    this.#expect(FIXED64);
    const at = this.#take(8);
    return this.#bytes.readInt32LE(at + 4) * two32 + this.#bytes.readUInt32LE(at);
  }

  /** Adds the numbers of a repeated field, whether they are packed or not. */
  addNumbers(kind: 'double' | 'fixed64' | 'uint', into: number[]): void {
    if (this.#wire !== BYTES) {
      into.push(this[kind]());
      return;
    }
    const outer = this.enter();
    this.#wire = kind === 'uint' ? VARINT : FIXED64;
    while (this.pos < this.#end) into.push(this[kind]());
    this.leave(outer);
  }

  #varint(): number {
    let factor = 1;
    let value = 0;
    for (let count = 0; count < 10; count++) {
      if (this.pos >= this.#end) throw this.#truncated();
      const byte = this.#bytes[this.pos++] ?? 0;
      if (byte < 0x80) return value + byte * factor;
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
    }
    throw this.#malformed('expected a varint of at most 10 bytes; got a longer one');
  }

  /** End of the bytes that a length announces; `pos` is then at their start. */
  #chunk(): number {
    this.#expect(BYTES);
    const length = this.#varint();
    if (length > this.#end - this.pos) throw this.#truncated();
    return this.pos + length;
  }

  #take(bytes: number): number {
    const at = this.pos;
    if (bytes > this.#end - at) throw this.#truncated();
    this.pos = at + bytes;
    return at;
  }

  #expect(wire: number): void {
    if (this.#wire === wire) return;
    const got = wireNames[this.#wire] ?? `wire type ${this.#wire}`;
    throw this.#malformed(`expected ${wireNames[wire]} in field ${this.field}; got ${got}`);
  }

  #truncated(): HubError {
    return this.#malformed('expected more bytes; the message is truncated, or a length in it is wrong');
  }

  #malformed(problem: string): HubError {
    return this.#decoding.malformed(`${problem} (at byte ${this.pos})`);
  }
}

/** ASCII, and no NUL. */
function isPlain(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0 && byte < 0x80;
}
