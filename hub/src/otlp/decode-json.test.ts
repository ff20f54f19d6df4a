import { describe, expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import { decodeBody, decodeLogs, decodeSpans, goodSpan } from './otlp-fixture.ts';

const decodeText = (text: string | Buffer) => decodeBody('traces', 'json', Buffer.from(text));

const spanText = (fields: string) =>
  `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${goodSpan.traceId}","spanId":"${goodSpan.spanId}",${fields}}]}]}]}`;
const valueText = (value: string) =>
  spanText(`"startTimeUnixNano":"5000","attributes":[{"key":"a","value":${value}}]`);

function failure(run: () => unknown): HubError {
  try {
    run();
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
  throw new Error('expected a HubError');
}

describe('a JSON body', () => {
  it('may have ids in upper case', () => {
    const { records } = decodeSpans('json', {
      ...goodSpan,
      traceId: goodSpan.traceId.toUpperCase(),
      parentSpanId: 'ABCDEF0123456789',
    });
    expect(records[0]).toMatchObject({ traceId: goodSpan.traceId, parentSpanId: 'abcdef0123456789' });
  });

  it('may have 64-bit integers as numbers, which stay exact', () => {
    const { records } = decodeText(
      spanText(
        '"startTimeUnixNano":1763783738123456789,"attributes":[{"key":"a","value":{"intValue":9007199254740993}},{"key":"b","value":{"intValue":-12}}]',
      ),
    );
    expect(records[0]).toMatchObject({
      startUs: 1763783738123456,
      attributes: { a: '9007199254740993', b: -12 },
    });
  });

  it('may have an integer in exponent notation', () => {
    expect(decodeText(valueText('{"intValue":1e3}')).records[0]?.attributes.a).toBe(1000);
  });

  it('may have a large double beside large integers', () => {
    const { records } = decodeText(
      valueText(
        '{"arrayValue":{"values":[{"doubleValue":12345678901234567890},{"intValue":"99999999999999999"}]}}',
      ),
    );
    expect(records[0]?.attributes.a).toStrictEqual([12345678901234567000, '99999999999999999']);
  });

  it('may have doubles as text', () => {
    expect(decodeText(valueText('{"doubleValue":"-1.5e3"}')).records[0]?.attributes.a).toBe(-1500);
  });

  it('may have bytes in the URL alphabet, without padding', () => {
    expect(decodeText(valueText('{"bytesValue":"AP_-_w"}')).records[0]?.attributes.a).toBe('AP/+/w==');
  });

  it('may have null for any field', () => {
    const { records } = decodeText(
      spanText(
        '"startTimeUnixNano":"5000","name":null,"kind":null,"attributes":null,"events":null,"status":null,"endTimeUnixNano":null',
      ),
    );
    expect(records[0]).toMatchObject({ name: '', kind: 0, attributes: {}, events: [], endUs: null });
    expect(decodeText('{"resourceSpans":null}').records).toHaveLength(0);
    expect(decodeText(valueText('null')).records[0]?.attributes).toStrictEqual({ a: null });
  });

  it('may have fields that nobody knows, and has no fields in snake case', () => {
    const { records } = decodeText(
      spanText(
        '"startTimeUnixNano":"5000","name":"n","status_message":1,"start_time_unix_nano":{},"new":[[{"deep":[]}]]',
      ),
    );
    expect(records[0]).toMatchObject({ name: 'n', startUs: 5 });
  });

  it('may have white space and escapes', () => {
    const { records } = decodeText(valueText('\n { "stringValue" : "\\u00e9\\n\\"\\\\\\ud83d\\ude00" }'));
    expect(records[0]?.attributes.a).toBe('é\n"\\😀');
  });

  it('has NUL and halves of surrogate pairs replaced', () => {
    const { records } = decodeText(valueText('{"stringValue":"a\\u0000b\\ud800c\\udc00"}'));
    expect(records[0]?.attributes.a).toBe('a\ufffdb\ufffdc\ufffd');
  });

  it('leaves out a span whose id is not hex', () => {
    const { records, rejection } = decodeSpans('json', goodSpan, { ...goodSpan, spanId: 'xyzxyzxyzxyzxyzx' });
    expect(records).toHaveLength(1);
    expect(rejection?.message).toContain('spans[1].spanId: expected 16 hex digits');
  });

  it('has a message that may be quoted anywhere, even where it names half a character', () => {
    const { rejection } = decodeSpans('json', { ...goodSpan, traceId: `${'x'.repeat(39)}😀` });
    expect(rejection?.message.isWellFormed()).toBe(true);
  });

  it.each<[string, string, string]>([
    ['a number for a text', '"startTimeUnixNano":"5000","name":5', 'name: expected a string; got 5'],
    [
      'a text for a time',
      '"startTimeUnixNano":"yesterday"',
      'startTimeUnixNano: expected a 64-bit integer; got "yesterday"',
    ],
    [
      'a fraction for a time',
      '"startTimeUnixNano":1.5',
      'startTimeUnixNano: expected a 64-bit integer; got 1.5',
    ],
    ['a time below 0', '"startTimeUnixNano":-1', 'startTimeUnixNano: expected a 64-bit integer; got -1'],
    [
      'a time above 64 bits',
      '"startTimeUnixNano":"18446744073709551616"',
      'startTimeUnixNano: expected a 64-bit integer; got "18446744073709551616"',
    ],
    ['a name for an enum', '"kind":"SPAN_KIND_SERVER"', 'kind: expected an integer; got "SPAN_KIND_SERVER"'],
    ['a number for an id', '"parentSpanId":5', 'parentSpanId: expected a string; got 5'],
    ['an object for a list', '"attributes":{}', 'attributes: expected a list; got an object'],
    ['a text for an attribute', '"attributes":["a"]', 'attributes[0]: expected an object; got "a"'],
    [
      'a plain value for an AnyValue',
      '"attributes":[{"key":"a","value":"x"}]',
      'attributes[0].value: expected an object; got "x"',
    ],
    [
      'a number for a stringValue',
      '"attributes":[{"key":"a","value":{"stringValue":1}}]',
      'attributes[0].value.stringValue: expected a string; got 1',
    ],
    [
      'an int above 64 bits',
      '"attributes":[{"key":"a","value":{"intValue":"9223372036854775808"}}]',
      'attributes[0].value.intValue: expected a 64-bit integer; got "9223372036854775808"',
    ],
    [
      'a text for a bool',
      '"attributes":[{"key":"a","value":{"boolValue":"true"}}]',
      'attributes[0].value.boolValue: expected true or false; got "true"',
    ],
    [
      'a text for a double',
      '"attributes":[{"key":"a","value":{"doubleValue":"x"}}]',
      'attributes[0].value.doubleValue: expected a number; got "x"',
    ],
    [
      'no base64',
      '"attributes":[{"key":"a","value":{"bytesValue":"*"}}]',
      'attributes[0].value.bytesValue: expected base64; got "*"',
    ],
    [
      'a fault deep within',
      '"attributes":[{"key":"a","value":{"kvlistValue":{"values":[{"key":"k","value":{"arrayValue":{"values":[{},{"intValue":[]}]}}}]}}}]',
      'attributes[0].value.kvlistValue.values[0].value.arrayValue.values[1].intValue: expected a 64-bit integer; got a list',
    ],
    ['an object for events', '"events":[5]', 'events[0]: expected an object; got 5'],
    ['a list for the status', '"status":[]', 'status: expected an object; got a list'],
  ])('is refused with %s, and with the place', (_name, fields, fault) => {
    const error = failure(() => decodeText(spanText(fields)));
    expect(error.code).toBe('OBS_OTLP_MALFORMED');
    expect(`${error.where}: ${error.message}`).toBe(`resourceSpans[0].scopeSpans[0].spans[0].${fault}`);
  });

  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['white space', ' \n'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a number', '1'],
    ['half an object', '{"resourceSpans":['],
    ['a comma too many', '{"resourceSpans":[],}'],
    ['two objects', '{}{}'],
    ['NaN', '{"resourceSpans":NaN}'],
    ['a text that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['a raw control character in a text', '{"a":"\n"}'],
    ['a scalar for the groups', '{"resourceSpans":5}'],
    ['a scalar for a group', '{"resourceSpans":[5]}'],
  ])('is refused where it is %s', (_name, text) => {
    expect(failure(() => decodeText(text)).code).toBe('OBS_OTLP_MALFORMED');
  });

  it('has null for nothing at all', () => {
    expect(decodeText('null').records).toHaveLength(0);
  });

  it('is refused where it is nested 100,000 deep, even in a field that nobody knows', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(failure(() => decodeText(deep)).code).toBe('OBS_OTLP_TOO_DEEP');
    expect(failure(() => decodeText(`{"unknown":${deep}}`)).code).toBe('OBS_OTLP_TOO_DEEP');
    expect(failure(() => decodeText('{"a":'.repeat(100_000))).code).toBe('OBS_OTLP_TOO_DEEP');
  });

  it('may have brackets in a text as deep as it likes', () => {
    const brackets = `\\"${'['.repeat(1000)}`;
    expect(decodeText(valueText(`{"stringValue":"${brackets}"}`)).records[0]?.attributes.a).toHaveLength(
      1001,
    );
  });

  it('is refused quickly where it is 16 MB of brackets', () => {
    const started = performance.now();
    expect(failure(() => decodeText(`[${'{},'.repeat(5_000_000)}{}]`)).code).toBe('OBS_BODY_TOO_LARGE');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('has a body of a log record at most 32 deep, as protobuf has', () => {
    const nested = (depth: number): object =>
      depth === 1 ? { intValue: 1 } : { kvlistValue: { values: [{ key: 'k', value: nested(depth - 1) }] } };
    expect(decodeLogs('json', { body: nested(32) }).records).toHaveLength(1);
    expect(failure(() => decodeLogs('json', { body: nested(33) })).code).toBe('OBS_OTLP_TOO_DEEP');
  });
});
