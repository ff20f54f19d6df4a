import { type MutableAttributes, setAttribute, storableNumber } from '../attributes.ts';
import type { Decoding } from '../decoding.ts';
import type { AttributeValue } from '../records.ts';
import type { WireReader } from './wire-reader.ts';

/** KeyValue: key 1, value 2. */
export function readAttribute(r: WireReader, d: Decoding, into: MutableAttributes, depth = 1): void {
  let key = '';
  let value: AttributeValue = null;
  const outer = r.enter();
  while (r.next()) {
    if (r.field === 1) key = r.key();
    else if (r.field === 2) value = readAnyValue(r, d, depth, value);
    else r.skip();
  }
  r.leave(outer);
  setAttribute(into, key, value);
}

/**
 * AnyValue: string 1, bool 2, int 3, double 4, array 5, key-value list 6, bytes 7 (as base64). `unset` is the value
 * of a message that holds none.
 */
export function readAnyValue(
  r: WireReader,
  d: Decoding,
  depth = 1,
  unset: AttributeValue = null,
): AttributeValue {
  d.checkDepth(depth);
  let value = unset;
  const outer = r.enter();
  while (r.next()) {
    switch (r.field) {
      case 1:
        value = r.text();
        break;
      case 2:
        value = r.bool();
        break;
      case 3:
        value = r.int64();
        break;
      case 4:
        value = storableNumber(r.double());
        break;
      case 5:
        value = readArray(r, d, depth + 1);
        break;
      case 6:
        value = readKeyValueList(r, d, depth + 1);
        break;
      case 7:
        value = r.base64();
        break;
      default:
        r.skip();
    }
  }
  r.leave(outer);
  return value;
}

/** ArrayValue: values 1. */
function readArray(r: WireReader, d: Decoding, depth: number): AttributeValue[] {
  const values: AttributeValue[] = [];
  const outer = r.enter();
  while (r.next()) {
    if (r.field === 1) values.push(readAnyValue(r, d, depth));
    else r.skip();
  }
  r.leave(outer);
  return values;
}

/** KeyValueList: values 1. */
function readKeyValueList(r: WireReader, d: Decoding, depth: number): MutableAttributes {
  const values: MutableAttributes = {};
  const outer = r.enter();
  while (r.next()) {
    if (r.field === 1) readAttribute(r, d, values, depth);
    else r.skip();
  }
  r.leave(outer);
  return values;
}
