import { describe, expect, it } from 'vitest';
import type { Encoding } from './decode.ts';
import { arrivalUs, decodeLogs, decodeSpans, goodSpan } from './otlp-fixture.ts';
import type { AttributeValue } from './records.ts';

const encodings: Encoding[] = ['protobuf', 'json'];

describe.each(encodings)('an attribute value in %s', (encoding) => {
  const kept = (value: object): AttributeValue | undefined =>
    decodeSpans(encoding, { ...goodSpan, attributes: [{ key: 'a', value }] }).records[0]?.attributes.a;

  it.each<[string, object, AttributeValue]>([
    ['a string', { stringValue: 'Grüße, 世界 👋' }, 'Grüße, 世界 👋'],
    ['an empty string', { stringValue: '' }, ''],
    ['a string longer than the short path', { stringValue: 'é'.repeat(5000) }, 'é'.repeat(5000)],
    ['true', { boolValue: true }, true],
    ['false', { boolValue: false }, false],
    ['a small integer', { intValue: '42' }, 42],
    ['zero', { intValue: '0' }, 0],
    ['a negative integer', { intValue: '-1' }, -1],
    ['microseconds since the epoch', { intValue: '1763783738123456' }, 1763783738123456],
    ['the largest exact integer', { intValue: '9007199254740991' }, 9007199254740991],
    ['the smallest exact integer', { intValue: '-9007199254740991' }, -9007199254740991],
    ['an integer beyond 2^53', { intValue: '9007199254740993' }, '9007199254740993'],
    ['a negative integer beyond 2^53', { intValue: '-9007199254740993' }, '-9007199254740993'],
    ['the largest int64', { intValue: '9223372036854775807' }, '9223372036854775807'],
    ['the smallest int64', { intValue: '-9223372036854775808' }, '-9223372036854775808'],
    ['a double', { doubleValue: 0.1 }, 0.1],
    ['the smallest double', { doubleValue: 5e-324 }, 5e-324],
    ['a huge double', { doubleValue: 1e300 }, 1e300],
    ['not a number', { doubleValue: 'NaN' }, 'NaN'],
    ['infinity', { doubleValue: 'Infinity' }, 'Infinity'],
    ['minus infinity', { doubleValue: '-Infinity' }, '-Infinity'],
    ['bytes', { bytesValue: 'AP/+' }, 'AP/+'],
    [
      'a list of several types',
      { arrayValue: { values: [{ stringValue: 'x' }, { intValue: '1' }, {}] } },
      ['x', 1, null],
    ],
    ['an empty list', { arrayValue: {} }, []],
    [
      'a map within a list within a map',
      {
        kvlistValue: {
          values: [
            {
              key: 'k',
              value: {
                arrayValue: {
                  values: [{ kvlistValue: { values: [{ key: 'd', value: { doubleValue: 1.5 } }] } }],
                },
              },
            },
            { key: 'e', value: { kvlistValue: {} } },
          ],
        },
      },
      { k: [{ d: 1.5 }], e: {} },
    ],
    ['no value', {}, null],
    ['NUL characters', { stringValue: 'a\0b\0' }, 'a\ufffdb\ufffd'],
    ['NUL in a long string', { stringValue: `${'x'.repeat(500)}\0` }, `${'x'.repeat(500)}\ufffd`],
  ])('is kept: %s', (_name, value, expected) => {
    expect(kept(value)).toStrictEqual(expected);
  });

  it('is the last one where a key comes twice', () => {
    const attributes = [
      { key: 'a', value: { intValue: '1' } },
      { key: 'a', value: { stringValue: 'last' } },
    ];
    const { records } = decodeSpans(encoding, { ...goodSpan, attributes });
    expect(records[0]?.attributes).toStrictEqual({ a: 'last' });
  });

  it('is null where the attribute has none', () => {
    const { records } = decodeSpans(encoding, { ...goodSpan, attributes: [{ key: 'a' }] });
    expect(records[0]?.attributes).toStrictEqual({ a: null });
  });

  it('may be named like a property of every object', () => {
    const attributes = ['__proto__', 'constructor', 'toString'].map((key) => ({
      key,
      value: { stringValue: key },
    }));
    const record = decodeSpans(encoding, { ...goodSpan, attributes }).records[0];
    expect(Object.entries(record?.attributes ?? {})).toStrictEqual([
      ['__proto__', '__proto__'],
      ['constructor', 'constructor'],
      ['toString', 'toString'],
    ]);
    expect(Object.getPrototypeOf(record?.attributes)).toBe(Object.prototype);
  });

  it('has a key without NUL', () => {
    const { records } = decodeSpans(encoding, {
      ...goodSpan,
      attributes: [{ key: 'a\0', value: { intValue: '1' } }],
    });
    expect(records[0]?.attributes).toStrictEqual({ 'a\ufffd': 1 });
  });

  it('may be the body of a log record', () => {
    const body = { kvlistValue: { values: [{ key: 'm', value: { stringValue: 'hi' } }] } };
    expect(decodeLogs(encoding, { body }).records[0]?.body).toStrictEqual({ m: 'hi' });
  });
});

describe.each(encodings)('a time in %s', (encoding) => {
  it.each([
    ['1763783738123456789', 1763783738123456],
    ['1763783738123456999', 1763783738123456],
    ['1763783738123457000', 1763783738123457],
    ['1000', 1],
    ['4294967296000', 4294967296],
    ['9007199254740991999', 9007199254740991],
  ])('%s ns is exactly %s µs', (nanos, micros) => {
    const { records } = decodeSpans(encoding, {
      ...goodSpan,
      startTimeUnixNano: nanos,
      endTimeUnixNano: nanos,
    });
    expect(records[0]?.startUs).toBe(micros);
    expect(records[0]?.endUs).toBe(micros);
  });

  it('of an end that is missing is null', () => {
    const { endTimeUnixNano: _, ...span } = goodSpan;
    expect(decodeSpans(encoding, span).records[0]?.endUs).toBeNull();
    expect(decodeSpans(encoding, { ...span, endTimeUnixNano: '0' }).records[0]?.endUs).toBeNull();
  });

  it('of an end before the start is kept', () => {
    const { records } = decodeSpans(encoding, { ...goodSpan, endTimeUnixNano: '1763783730000000000' });
    expect(records[0]?.endUs).toBe(1763783730000000);
  });

  it('of a span event that has none is the start of the span', () => {
    const { records } = decodeSpans(encoding, { ...goodSpan, events: [{ name: 'e' }] });
    expect(records[0]?.events[0]?.timeUs).toBe(1763783738123456);
  });

  it('of a log record is its own, else that of its observation, else that of its arrival', () => {
    const { records } = decodeLogs(
      encoding,
      { timeUnixNano: '1763783738000001000', observedTimeUnixNano: '1763783738000002000' },
      { observedTimeUnixNano: '1763783738000002000' },
      {},
    );
    expect(records.map((log) => log.timeUs)).toStrictEqual([1763783738000001, 1763783738000002, arrivalUs]);
  });
});
