/** For tests: protobuf messages with one field changed, whatever it means. */

export type WireChange = 'drop' | 'double' | 'renumber' | 'retype' | 'fill' | 'empty';

interface Field {
  readonly number: number;
  readonly wire: number;
  /** Of a length-delimited field what it holds, else its bytes. */
  readonly content: Buffer;
  /** What it holds as a message, where it can be read as one. */
  readonly fields: readonly Field[] | null;
}

/** The message with its n-th field changed, counted through all that can be read as messages, modulo their number. */
export function withChangedField(message: Buffer, at: number, change: WireChange, bytes: Buffer): Buffer {
  const fields = readFields(message);
  if (fields === null || fields.length === 0) return Buffer.concat([message, bytes]);
  let left = at % count(fields);
  const changed = (field: Field): Buffer[] => {
    if (left-- === 0) return changes[change](field, bytes);
    const content = field.fields === null ? field.content : Buffer.concat(field.fields.flatMap(changed));
    return [encode(field.number, field.wire, content)];
  };
  return Buffer.concat(fields.flatMap(changed));
}

const changes: Readonly<Record<WireChange, (field: Field, bytes: Buffer) => Buffer[]>> = {
  drop: () => [],
  double: (field) => [whole(field), whole(field)],
  renumber: ({ wire, content }, bytes) => [encode(1 + ((bytes[0] ?? 0) % 20), wire, content)],
  retype: ({ number, content }, bytes) => [encode(number, (bytes[0] ?? 0) % 8, content)],
  fill: ({ number }, bytes) => [encode(number, 2, bytes)],
  empty: ({ number }) => [encode(number, 2, Buffer.alloc(0))],
};

const whole = ({ number, wire, content }: Field) => encode(number, wire, content);
const count = (fields: readonly Field[]): number =>
  fields.reduce((sum, { fields: inner }) => sum + 1 + (inner === null ? 0 : count(inner)), 0);

function encode(number: number, wire: number, content: Buffer): Buffer {
  const tag = varint((number << 3) | wire);
  return Buffer.concat(wire === 2 ? [tag, varint(content.length), content] : [tag, content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** Null where the bytes are no message. */
function readFields(message: Buffer): Field[] | null {
  const fields: Field[] = [];
  let at = 0;
  const readVarint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++];
      if (byte === undefined || factor > 2 ** 62) return Number.NaN;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = readVarint();
    const wire = tag % 8;
    const from = at;
    if (wire === 0) readVarint();
    const length =
      wire === 0 ? at - from : wire === 1 ? 8 : wire === 5 ? 4 : wire === 2 ? readVarint() : Number.NaN;
    const start = wire === 2 ? at : from;
    if (!(tag >= 8) || !(start + length <= message.length)) return null;
    const content = message.subarray(start, start + length);
    at = start + length;
    fields.push({
      number: Math.floor(tag / 8),
      wire,
      content,
      fields: wire === 2 && length > 0 ? readFields(content) : null,
    });
  }
  return fields;
}
