import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { bodyOf, decodeBody, goodSpan, spansRequest } from './otlp-fixture.ts';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

type Field = (writer: protobuf.Writer) => void;

/** A message of fields, in the order given, with whatever number and wire type. */
function message(...fields: Field[]): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const add of fields) add(writer);
  return writer.finish();
}
const bytes =
  (number: number, value: Uint8Array | string): Field =>
  (writer) =>
    writer.uint32((number << 3) | BYTES).bytes(typeof value === 'string' ? Buffer.from(value) : value);
const varint =
  (number: number, value: number): Field =>
  (writer) =>
    writer.uint32((number << 3) | VARINT).uint64(value);
const fixed64 =
  (number: number, value: number): Field =>
  (writer) =>
    writer.uint32((number << 3) | FIXED64).fixed64(value);
const raw =
  (...octets: number[]): Field =>
  (writer) => {
    for (const octet of octets) writer.uint32(octet);
  };

const ids = [bytes(1, Buffer.alloc(16, 1)), bytes(2, Buffer.alloc(8, 2))];
const span = (...fields: Field[]) => message(...ids, fixed64(7, 5000), ...fields);
const request = (...spans: Uint8Array[]) =>
  message(bytes(1, message(bytes(2, message(...spans.map((one) => bytes(2, one)))))));
const attribute = (key: string, value: string) => message(bytes(1, key), bytes(2, message(bytes(1, value))));

const decodeTraces = (body: Uint8Array) => decodeBody('traces', 'protobuf', Buffer.from(body));

function failure(body: Uint8Array): HubError {
  try {
    decodeTraces(body);
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
  throw new Error('expected a HubError');
}

describe('a protobuf body', () => {
  it('may have fields in any order', () => {
    const resource = message(bytes(1, attribute('service.name', 'late')));
    const scope = message(bytes(1, 'lib'));
    const body = message(
      bytes(
        1,
        message(
          bytes(2, message(bytes(2, message(fixed64(7, 5000), ...ids)), bytes(1, scope))),
          bytes(1, resource),
        ),
      ),
    );
    expect(decodeTraces(body).records[0]).toMatchObject({
      source: { service: 'late', scopeName: 'lib' },
      traceId: '01'.repeat(16),
      startUs: 5,
    });
  });

  it('may have the name and temporality of a metric behind its points', () => {
    const point = message(fixed64(6, 3), fixed64(3, 7000));
    const metric = message(bytes(7, message(bytes(1, point), varint(3, 1), varint(2, 2))), bytes(1, 'late'));
    const body = message(bytes(1, message(bytes(2, message(bytes(2, metric))))));
    const { records } = decodeBody('metrics', 'protobuf', Buffer.from(body));
    expect(records).toMatchObject([{ name: 'late', monotonic: true, temporality: 2, value: 3, timeUs: 7 }]);
  });

  it('keeps of a metric with two kinds of data the last', () => {
    const points = (value: number) => message(bytes(1, message(fixed64(6, value), fixed64(3, 7000))));
    const metric = message(bytes(1, 'm'), bytes(5, points(1)), bytes(7, points(2)));
    const body = message(bytes(1, message(bytes(2, message(bytes(2, metric))))));
    const { records } = decodeBody('metrics', 'protobuf', Buffer.from(body));
    expect(records.map(({ kind, value }) => [kind, value])).toStrictEqual([['sum', 2]]);
  });

  it('may have repeated numbers that are not packed', () => {
    const point = message(fixed64(3, 7000), fixed64(6, 4), fixed64(6, 5), (w) => w.uint32(0x39).double(1.5));
    const metric = message(bytes(1, 'h'), bytes(9, message(bytes(1, point))));
    const body = message(bytes(1, message(bytes(2, message(bytes(2, metric))))));
    const { records } = decodeBody('metrics', 'protobuf', Buffer.from(body));
    expect(records[0]?.detail).toStrictEqual({ bounds: [1.5], bucket_counts: [4, 5] });
  });

  it('counts of a singular scalar that comes twice the last', () => {
    const { records } = decodeTraces(request(span(bytes(5, 'first'), bytes(5, 'last'), fixed64(7, 9000))));
    expect(records[0]).toMatchObject({ name: 'last', startUs: 9 });
  });

  it('merges a singular message that comes twice', () => {
    const resources = [attribute('a', '1'), attribute('b', '2')].map((one) =>
      bytes(1, message(bytes(1, one))),
    );
    const status = [bytes(15, message(varint(3, 2))), bytes(15, message(bytes(2, 'why')))];
    const body = message(bytes(1, message(...resources, bytes(2, message(bytes(2, span(...status)))))));
    expect(decodeTraces(body).records[0]).toMatchObject({
      source: { resource: { a: '1', b: '2' } },
      statusCode: 2,
      statusMessage: 'why',
    });
  });

  it('merges a value that comes twice', () => {
    const twice = message(bytes(1, 'k'), bytes(2, message(bytes(1, 'kept'))), bytes(2, message()));
    expect(decodeTraces(request(span(bytes(9, twice)))).records[0]?.attributes).toStrictEqual({ k: 'kept' });
  });

  it('may have fields that nobody knows, of every wire type', () => {
    const unknown = [
      varint(1000, 2 ** 40),
      fixed64(1001, 1),
      bytes(1002, 'x'),
      (w: protobuf.Writer) => w.uint32((1003 << 3) | 5).fixed32(1),
    ];
    expect(decodeTraces(request(span(...unknown))).records).toHaveLength(1);
    expect(decodeTraces(message(...unknown, bytes(1, message(...unknown)))).records).toHaveLength(0);
  });

  it('may be empty', () => {
    expect(decodeTraces(Buffer.alloc(0))).toStrictEqual({ signal: 'traces', records: [], rejection: null });
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a string that is not UTF-8', request(span(bytes(5, Buffer.from([0xc3, 0x28])))), /UTF-8/],
    ['a long string that is not UTF-8', request(span(bytes(5, Buffer.alloc(500, 0xff)))), /UTF-8/],
    ['half a surrogate pair', request(span(bytes(5, Buffer.from([0xed, 0xa0, 0x80])))), /UTF-8/],
    ['an overlong NUL', request(span(bytes(5, Buffer.from([0xc0, 0x80])))), /UTF-8/],
    ['a key that is not UTF-8', request(span(bytes(9, message(bytes(1, Buffer.from([0xff])))))), /UTF-8/],
    [
      'a varint for a time',
      request(message(...ids, varint(7, 5000))),
      /expected 8 bytes in field 7; got a varint/,
    ],
    ['a varint for an id', request(message(varint(1, 5))), /expected a length in field 1; got a varint/],
    ['bytes for an enum', request(span(bytes(6, 'x'))), /expected a varint in field 6; got a length/],
    [
      'a varint for a double',
      request(span(bytes(9, message(bytes(2, message(varint(4, 1))))))),
      /expected 8 bytes in field 4/,
    ],
    ['a varint for a message', message(varint(1, 1)), /expected a length in field 1; got a varint/],
    ['a group', message(raw(0x0b, 0x0c)), /expected a length in field 1; got a group/],
    ['an unknown group', message(raw((99 << 3) | 3)), /wire type 3/],
    ['an impossible wire type', message(raw((99 << 3) | 7)), /wire type 7/],
    ['field number 0', message(raw(0x02, 0x00)), /field number 0/],
    ['a field number above the largest', Buffer.from([0x82, 0x80, 0x80, 0x80, 0x80, 0x01]), /above 32 bits/],
    ['a varint that does not end', Buffer.from([0x0a, ...Array(10).fill(0xff), 1]), /longer one/],
    ['a length past the end', Buffer.from([0x0a, 0x7f]), /truncated/],
    [
      'a length past the end of the message around it',
      message(bytes(1, Buffer.from([0x12, 0x05, 0x00])), bytes(3, 'xxxxxxx')),
      /truncated/,
    ],
    [
      'a length of 2^63',
      Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
      /truncated/,
    ],
  ])('is refused with %s', (_name, body, problem) => {
    const error = failure(body);
    expect(error.code).toBe('OBS_OTLP_MALFORMED');
    expect(error.message).toMatch(problem);
  });

  it('is refused with the place of the fault', () => {
    const error = failure(request(span(), span(), span(bytes(5, Buffer.from([0xff])))));
    expect(error.where).toBe('resourceSpans[0].scopeSpans[0].spans[2]');
  });

  it('cut at any byte is refused or is the request of what was whole', () => {
    const logs = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { intValue: '300' }, severityText: 'INFO' }] }] }],
    };
    const full = {
      ...goodSpan,
      attributes: [
        { key: 'k', value: { arrayValue: { values: [{ doubleValue: 1 }, { stringValue: 'é' }] } } },
      ],
      events: [{ name: 'e', timeUnixNano: '1763783738200000000' }],
      links: [{ traceId: goodSpan.traceId, spanId: goodSpan.spanId }],
      status: { code: 2, message: 'm' },
    };
    for (const [signal, body] of [
      ['traces', bodyOf('protobuf', 'traces', spansRequest(full, full))],
      ['logs', bodyOf('protobuf', 'logs', logs)],
    ] as const) {
      const whole = decodeBody(signal, 'protobuf', body).records.length;
      for (let length = 0; length < body.length; length++) {
        try {
          const { records } = decodeBody(signal, 'protobuf', body.subarray(0, length));
          expect(length, 'only the empty prefix ends between two fields of the request').toBe(0);
          expect(records.length).toBeLessThan(whole);
        } catch (error) {
          expect(error).toBeInstanceOf(HubError);
          expect((error as HubError).code).toBe('OBS_OTLP_MALFORMED');
        }
      }
    }
  });

  it('keeps nothing of the buffer that it was read from', () => {
    const body = bodyOf('protobuf', 'logs', {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'text' } }] }] }],
    });
    const { records } = decodeBody('logs', 'protobuf', body);
    body.fill(0);
    expect(records[0]?.body).toBe('text');
  });
});
