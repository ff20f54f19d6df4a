import { type MutableAttributes, setAttribute, storableNumber } from '../attributes.ts';
import type { AttributeValue } from '../records.ts';
import type { JsonObject, JsonReader } from './json-reader.ts';

/** A list of KeyValue in the field `field`. */
export function jsonAttributes(
  r: JsonReader,
  list: unknown,
  field = 'attributes',
  depth = 1,
): MutableAttributes {
  const attributes: MutableAttributes = {};
  r.each(list, field, (item) => {
    const { key, value } = r.object(item);
    setAttribute(attributes, r.text(key, 'key'), jsonAnyValue(r, value, 'value', depth));
  });
  return attributes;
}

/** An AnyValue in the field `field`; null where it holds nothing. */
export function jsonAnyValue(r: JsonReader, value: unknown, field: string, depth = 1): AttributeValue {
  r.decoding.checkDepth(depth);
  return r.within(value, field, (object) => heldValue(r, object, depth));
}

function heldValue(r: JsonReader, object: JsonObject, depth: number): AttributeValue {
  for (const field in object) {
    const value = object[field];
    const read = value === null ? undefined : readers.get(field);
    if (read) return read(r, value, field, depth);
  }
  return null;
}

type ReadValue = (r: JsonReader, value: unknown, field: string, depth: number) => AttributeValue;

/** The fields of AnyValue, of which one is set. */
const readers: ReadonlyMap<string, ReadValue> = new Map<string, ReadValue>([
  ['stringValue', (r, value, field) => r.text(value, field)],
  ['boolValue', (r, value, field) => r.bool(value, field)],
  ['intValue', (r, value, field) => r.int64(value, field)],
  ['doubleValue', (r, value, field) => storableNumber(r.double(value, field))],
  [
    'arrayValue',
    (r, value, field, depth) => r.within(value, field, ({ values }) => jsonArray(r, values, depth + 1)),
  ],
  [
    'kvlistValue',
    (r, value, field, depth) =>
      r.within(value, field, ({ values }) => jsonAttributes(r, values, 'values', depth + 1)),
  ],
  ['bytesValue', (r, value, field) => r.base64(value, field)],
]);

function jsonArray(r: JsonReader, values: unknown, depth: number): AttributeValue[] {
  const items: AttributeValue[] = [];
  r.each(values, 'values', (item) => {
    r.decoding.checkDepth(depth);
    items.push(heldValue(r, r.object(item), depth));
  });
  return items;
}
