import { storableText } from '../attributes.ts';
import type { Decoding } from '../decoding.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const maxSigned = 2n ** 63n - 1n;
const maxUnsigned = 2n ** 64n - 1n;

/**
 * Typed access to the fields of OTLP JSON (protobuf's JSON mapping with OTLP's deviations). An absent field and null
 * are the field's default; a field of another type is thrown as OBS_OTLP_MALFORMED with its place.
 */
export class JsonReader {
  readonly decoding: Decoding;
  readonly #hasEscapes: boolean;

  /** `hasEscapes`: strings may hold NUL or half a surrogate pair. */
  constructor(decoding: Decoding, hasEscapes: boolean) {
    this.decoding = decoding;
    this.#hasEscapes = hasEscapes;
  }

  /** Runs `read` on the object in a field, with the field on the path. */
  within<T>(value: unknown, field: string, read: (object: JsonObject) => T): T {
    const { path } = this.decoding;
    const object = this.object(value, field);
    path.push(field);
    const result = read(object);
    path.length -= 1;
    return result;
  }

  /** Runs `read` on each item of the list in a field, with its place on the path. */
  each(value: unknown, field: string, read: (item: unknown) => void): void {
    const { path } = this.decoding;
    const items = this.#list(value, field);
    path.push(field, 0);
    for (const [index, item] of items.entries()) {
      path[path.length - 1] = index;
      read(item);
    }
    path.length -= 2;
  }

  object(value: unknown, field?: string): JsonObject {
    if (value === undefined || value === null) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
    throw this.#wrong('an object', value, field);
  }

  text(value: unknown, field: string): string {
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return this.#hasEscapes ? storableText(value) : value;
    throw this.#wrong('a string', value, field);
  }

  bool(value: unknown, field: string): boolean {
    if (value === undefined || value === null) return false;
    if (typeof value === 'boolean') return value;
    throw this.#wrong('true or false', value, field);
  }

  /** An enum or an int32; OTLP does not allow names of enum members. */
  int(value: unknown, field: string): number {
    if (value === undefined || value === null) return 0;
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw this.#wrong('an integer', value, field);
  }

  /** An id in lower case. Whether it is hex and of the right length is the record's affair. */
  id(value: unknown, field: string): string {
    return this.text(value, field).toLowerCase();
  }

  /** Nanoseconds as whole microseconds, rounded down; exact up to 2^53. */
  micros(value: unknown, field: string): number {
    if (typeof value === 'string' && /^\d{4,19}$/.test(value)) return Number(value.slice(0, -3));
    const nanos = this.#integer(value, field, 0n, maxUnsigned);
    return typeof nanos === 'number' ? Math.floor(nanos / 1000) : Number(nanos / 1000n);
  }

  /** An int64: a number where that is exact, else its decimal text. */
  int64(value: unknown, field: string): number | string {
    const exact = this.#integer(value, field, -maxSigned - 1n, maxSigned);
    return typeof exact === 'number' ? exact : exact.toString();
  }

  /** A 64-bit integer: the nearest number where 53 bits do not do. */
  nearest(value: unknown, sign: 'signed' | 'unsigned', field?: string): number {
    const [least, most] = sign === 'signed' ? [-maxSigned - 1n, maxSigned] : [0n, maxUnsigned];
    return Number(this.#integer(value, field, least, most));
  }

  double(value: unknown, field?: string): number {
    if (typeof value === 'number') return value;
    if (value === undefined || value === null) return 0;
    if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
    if (typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return Number(value);
    throw this.#wrong('a number', value, field);
  }

  /** Base64, in either alphabet, in its usual form. */
  base64(value: unknown, field: string): string {
    const text = this.text(value, field);
    if (/^[\w+/-]*={0,2}$/.test(text)) return Buffer.from(text, 'base64').toString('base64');
    throw this.#wrong('base64', value, field);
  }

  #list(value: unknown, field: string): readonly unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value;
    throw this.#wrong('a list', value, field);
  }

  /** A 64-bit integer as a number where that is exact, else as a bigint. */
  #integer(value: unknown, field: string | undefined, least: bigint, most: bigint): number | bigint {
    if (value === undefined || value === null) return 0;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    const text = typeof value === 'number' ? integerText(value) : value;
    if (typeof text === 'string' && /^-?\d{1,20}$/.test(text)) {
      const number = Number(text);
      if (Number.isSafeInteger(number) && number >= least) return number;
      const exact = BigInt(text);
      if (exact >= least && exact <= most) return exact;
    }
    throw this.#wrong('a 64-bit integer', value, field);
  }

  #wrong(expected: string, value: unknown, field: string | undefined): Error {
    return this.decoding.malformed(`expected ${expected}; got ${describe(value)}`, field);
  }
}

function integerText(value: number): string | undefined {
  return Number.isInteger(value) ? BigInt(value).toString() : undefined;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return value === null ? 'null' : 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)).toWellFormed() : String(value);
}
