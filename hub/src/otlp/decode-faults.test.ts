import { describe, expect, it } from 'vitest';
import { HubError } from '../errors.ts';
import type { Encoding } from './decode.ts';
import {
  bodyOf,
  decodeBody,
  decodeLogs,
  decodeMetrics,
  decodeSpans,
  goodSpan,
  spansRequest,
} from './otlp-fixture.ts';

const encodings: Encoding[] = ['protobuf', 'json'];
const time = { timeUnixNano: '1763783738123456789' };

/** The HubError that `run` throws. */
function failure(run: () => unknown): HubError {
  try {
    run();
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
  throw new Error('expected a HubError');
}

describe.each(encodings)('a record in %s that is useless by itself', (encoding) => {
  it.each<[string, object, string]>([
    [
      'without a trace id',
      { traceId: '' },
      'traceId: expected 32 hex digits (16 bytes), not all zero; got nothing',
    ],
    [
      'with a trace id of zeros',
      { traceId: '0'.repeat(32) },
      `traceId: expected 32 hex digits (16 bytes), not all zero; got ${'0'.repeat(32)}`,
    ],
    [
      'with a short trace id',
      { traceId: 'abcd' },
      'traceId: expected 32 hex digits (16 bytes), not all zero; got abcd',
    ],
    [
      'with a trace id of the length of a span id',
      { traceId: 'b7ad6b7169203331' },
      'traceId: expected 32 hex digits (16 bytes), not all zero; got b7ad6b7169203331',
    ],
    [
      'with a span id of zeros',
      { spanId: '0'.repeat(16) },
      'spanId: expected 16 hex digits (8 bytes), not all zero; got 0000000000000000',
    ],
    [
      'with a long span id',
      { spanId: 'ab'.repeat(9) },
      `spanId: expected 16 hex digits (8 bytes), not all zero; got ${'ab'.repeat(9)}`,
    ],
    [
      'with a wrong parent',
      { parentSpanId: 'ab' },
      'parentSpanId: expected 16 hex digits (8 bytes), not all zero; got ab',
    ],
    ['without a start', { startTimeUnixNano: '0' }, 'startTimeUnixNano: expected a time; got none'],
    [
      'with a start after 2255',
      { startTimeUnixNano: '18446744073709551615' },
      'startTimeUnixNano: expected nanoseconds since 1970, of the year 2255 at latest',
    ],
    [
      'with an end after 2255',
      { endTimeUnixNano: '9223372036854775807' },
      'endTimeUnixNano: expected nanoseconds since 1970, of the year 2255 at latest',
    ],
    [
      'with a wrong link',
      { links: [{}, { traceId: 'ab' }] },
      'links[1].traceId: expected 32 hex digits (16 bytes), not all zero; got ab',
    ],
  ])('is left out: a span %s', (_name, fault, message) => {
    const { records, rejection } = decodeSpans(encoding, goodSpan, { ...goodSpan, ...fault }, goodSpan);
    expect(records).toHaveLength(2);
    expect(rejection).toStrictEqual({
      count: 1,
      message: `resourceSpans[0].scopeSpans[0].spans[1].${message}`,
    });
  });

  it('is left out: a log record with a wrong trace id', () => {
    const { records, rejection } = decodeLogs(encoding, time, { ...time, traceId: 'abcd' });
    expect(records).toHaveLength(1);
    expect(rejection?.message).toMatch(
      /^resourceLogs\[0\]\.scopeLogs\[0\]\.logRecords\[1\]\.traceId: .*got abcd$/,
    );
  });

  it('is left out: a data point without a time, of a metric without a name, with bounds that do not fit', () => {
    const { records, rejection } = decodeMetrics(
      encoding,
      { name: 'a', gauge: { dataPoints: [{ ...time, asInt: '1' }, { asInt: '2' }] } },
      { gauge: { dataPoints: [{ ...time, asInt: '3' }] } },
      {
        name: 'h',
        histogram: { dataPoints: [{ ...time, explicitBounds: [1, 2], bucketCounts: ['1', '1'] }] },
      },
    );
    expect(records).toHaveLength(1);
    expect(rejection).toStrictEqual({
      count: 3,
      message:
        'resourceMetrics[0].scopeMetrics[0].metrics[0].gauge.dataPoints[1].timeUnixNano: expected a time; got none (and 2 more records left out)',
    });
  });

  it('is counted, and the first one is named', () => {
    const bad = { ...goodSpan, spanId: '' };
    expect(decodeSpans(encoding, bad, bad).rejection).toStrictEqual({
      count: 2,
      message:
        'resourceSpans[0].scopeSpans[0].spans[0].spanId: expected 16 hex digits (8 bytes), not all zero; got nothing (and 1 more record left out)',
    });
  });
});

describe.each(encodings)('a limit in %s', (encoding) => {
  const nested = (depth: number, value: object = { stringValue: 'x' }): object =>
    depth === 1 ? value : { arrayValue: { values: [nested(depth - 1, value)] } };
  const nestedMap = (depth: number): object =>
    depth === 1
      ? { intValue: '1' }
      : { kvlistValue: { values: [{ key: 'k', value: nestedMap(depth - 1) }] } };

  it.each([
    ['lists', nested],
    ['maps', nestedMap],
  ])('lets values be nested 32 deep, in %s', (_name, build) => {
    const deep = (depth: number) =>
      decodeSpans(encoding, { ...goodSpan, attributes: [{ key: 'a', value: build(depth) }] });
    expect(deep(32).records).toHaveLength(1);
    expect(failure(() => deep(33)).code).toBe('OBS_OTLP_TOO_DEEP');
  });

  it('holds for the body of a log record too', () => {
    expect(failure(() => decodeLogs(encoding, { body: nested(33) })).code).toBe('OBS_OTLP_TOO_DEEP');
  });

  it('bounds the records of a request', () => {
    const body = bodyOf(encoding, 'traces', spansRequest(goodSpan, goodSpan, goodSpan));
    expect(decodeBody('traces', encoding, body, { maxRecords: 3 }).records).toHaveLength(3);
    const error = failure(() => decodeBody('traces', encoding, body, { maxRecords: 2 }));
    expect(error.code).toBe('OBS_BODY_TOO_LARGE');
    expect(error.where).toBe('resourceSpans[0].scopeSpans[0].spans[2]');
  });

  it('bounds the parts of a request', () => {
    const values = Array.from({ length: 100 }, () => ({ intValue: '1' }));
    const attributes = [{ key: 'a', value: { arrayValue: { values } } }];
    const body = bodyOf(encoding, 'traces', spansRequest({ ...goodSpan, attributes }));
    expect(decodeBody('traces', encoding, body, { maxParts: 120 }).records).toHaveLength(1);
    expect(failure(() => decodeBody('traces', encoding, body, { maxParts: 100 })).code).toBe(
      'OBS_BODY_TOO_LARGE',
    );
  });
});

describe('a body in the other encoding', () => {
  it('is refused with what to do: JSON sent as protobuf', () => {
    const error = failure(() =>
      decodeBody('traces', 'protobuf', bodyOf('json', 'traces', spansRequest(goodSpan))),
    );
    expect(error.code).toBe('OBS_OTLP_MALFORMED');
    expect(error.message).toContain('Content-Type: application/json');
  });

  it('is refused with what to do: protobuf sent as JSON', () => {
    const error = failure(() =>
      decodeBody('traces', 'json', bodyOf('protobuf', 'traces', spansRequest(goodSpan))),
    );
    expect(error.code).toBe('OBS_OTLP_MALFORMED');
    expect(error.message).toContain('Content-Type: application/x-protobuf');
  });

  it.each(encodings)('is refused with what to do: gzip sent as plain %s', (encoding) => {
    const error = failure(() => decodeBody('traces', encoding, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0])));
    expect(error.message).toContain('Content-Encoding: gzip');
  });
});
