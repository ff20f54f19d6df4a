import { describe, expect, it } from 'vitest';
import type { Encoding } from './decode.ts';
import { bodyOf, decodeBody, decodeLogs, decodeMetrics, decodeSpans, goodSpan } from './otlp-fixture.ts';

const encodings: Encoding[] = ['protobuf', 'json'];
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const point = { startTimeUnixNano: '1763783700000000000', timeUnixNano: '1763783738123456789' };
const times = { startUs: 1763783700000000, timeUs: 1763783738123456 };

describe.each(encodings)('a request in %s', (encoding) => {
  it('gives spans with all that they hold', () => {
    const { records, rejection } = decodeSpans(encoding, {
      ...goodSpan,
      parentSpanId: '00f067aa0ba902b7',
      traceState: 'a=b',
      flags: 257,
      kind: 3,
      attributes: [text('gen_ai.request.model', 'gpt-4o')],
      droppedAttributesCount: 2,
      events: [{ name: 'retry', timeUnixNano: '1763783738200000000', attributes: [text('why', '429')] }],
      links: [
        {
          traceId: 'ffffffffffffffffffffffffffffffff',
          spanId: 'eeeeeeeeeeeeeeee',
          attributes: [text('l', '1')],
        },
      ],
      status: { code: 2, message: 'it failed' },
    });
    expect(rejection).toBeNull();
    expect(records).toStrictEqual([
      {
        source: { service: 'unknown_service', resource: {}, scopeName: 'test', scopeVersion: '' },
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        parentSpanId: '00f067aa0ba902b7',
        name: 'chat gpt-4o',
        kind: 3,
        startUs: 1763783738123456,
        endUs: 1763783739000000,
        statusCode: 2,
        statusMessage: 'it failed',
        attributes: { 'gen_ai.request.model': 'gpt-4o' },
        events: [{ name: 'retry', timeUs: 1763783738200000, attributes: { why: '429' } }],
        links: [
          { traceId: 'ffffffffffffffffffffffffffffffff', spanId: 'eeeeeeeeeeeeeeee', attributes: { l: '1' } },
        ],
      },
    ]);
  });

  it.each(['', '0000000000000000'])('gives no parent where its id is "%s"', (parentSpanId) => {
    expect(decodeSpans(encoding, { ...goodSpan, parentSpanId }).records[0]?.parentSpanId).toBeNull();
  });

  it('keeps a link without ids for its attributes', () => {
    const links = [{ traceId: '00000000000000000000000000000000', spanId: '', attributes: [text('a', 'b')] }];
    const { records } = decodeSpans(encoding, { ...goodSpan, links });
    expect(records[0]?.links).toStrictEqual([{ traceId: '', spanId: '', attributes: { a: 'b' } }]);
  });

  it('takes enum members that it does not know for unspecified', () => {
    const { records } = decodeSpans(encoding, { ...goodSpan, kind: 6, status: { code: -1 } });
    expect(records[0]).toMatchObject({ kind: 0, statusCode: 0 });
    expect(decodeLogs(encoding, { severityNumber: 99 }).records[0]?.severityNumber).toBe(0);
  });

  it('gives log records with all that they hold', () => {
    const { records } = decodeLogs(encoding, {
      timeUnixNano: '1763783738123456789',
      severityNumber: 17,
      severityText: 'ERROR',
      eventName: 'observatory.execution_start',
      body: { stringValue: 'it began' },
      attributes: [text('a', 'b')],
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    });
    expect(records).toStrictEqual([
      {
        source: { service: 'unknown_service', resource: {}, scopeName: '', scopeVersion: '' },
        timeUs: 1763783738123456,
        severityNumber: 17,
        severityText: 'ERROR',
        eventName: 'observatory.execution_start',
        body: 'it began',
        attributes: { a: 'b' },
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
      },
    ]);
  });

  it('gives log records without ids where they are absent or all zero', () => {
    const { records } = decodeLogs(encoding, {}, { traceId: '0'.repeat(32), spanId: '0'.repeat(16) });
    expect(records.map(({ traceId, spanId }) => [traceId, spanId])).toStrictEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('shares resource and source among the records of a group', () => {
    const request = {
      resourceSpans: [
        {
          resource: { attributes: [text('service.name', 'planner'), text('host.name', 'a')] },
          scopeSpans: [
            { scope: { name: 'one', version: '1.2' }, spans: [goodSpan, goodSpan] },
            { scope: { name: 'two' }, spans: [goodSpan] },
          ],
        },
      ],
    };
    const decoded = decodeBody('traces', encoding, bodyOf(encoding, 'traces', request));
    const [first, second, third] = decoded.records.map((record) => record.source);
    expect(first).toStrictEqual({
      service: 'planner',
      resource: { 'service.name': 'planner', 'host.name': 'a' },
      scopeName: 'one',
      scopeVersion: '1.2',
    });
    expect(second).toBe(first);
    expect(third?.scopeName).toBe('two');
    expect(third?.resource).toBe(first?.resource);
  });

  it('gives nothing where it holds nothing', () => {
    for (const [signal, request] of [
      ['traces', {}],
      ['traces', { resourceSpans: [{ scopeSpans: [{}] }] }],
      ['logs', { resourceLogs: [{}] }],
      ['metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm' }] }] }] }],
    ] as const) {
      const decoded = decodeBody(signal, encoding, bodyOf(encoding, signal, request));
      expect(decoded).toStrictEqual({ signal, records: [], rejection: null });
    }
  });
});

describe.each(encodings)('a metric in %s', (encoding) => {
  it('is a sum of integers', () => {
    const dataPoints = [
      { ...point, asInt: '7', attributes: [text('agent', 'planner')], exemplars: [{ asInt: '1' }] },
    ];
    const sum = { dataPoints, aggregationTemporality: 2, isMonotonic: true };
    const { records } = decodeMetrics(encoding, { name: 'runs', description: 'Runs.', unit: '{run}', sum });
    expect(records).toStrictEqual([
      {
        source: { service: 'unknown_service', resource: {}, scopeName: '', scopeVersion: '' },
        name: 'runs',
        description: 'Runs.',
        unit: '{run}',
        kind: 'sum',
        monotonic: true,
        temporality: 2,
        attributes: { agent: 'planner' },
        ...times,
        value: 7,
        count: null,
        detail: null,
      },
    ]);
  });

  it('is a gauge, with numbers of both kinds and without a start', () => {
    const dataPoints = [
      { timeUnixNano: point.timeUnixNano, asDouble: -0.25 },
      { timeUnixNano: point.timeUnixNano, asInt: '-3' },
    ];
    const { records } = decodeMetrics(encoding, { name: 'load', gauge: { dataPoints } });
    expect(records).toMatchObject([
      {
        kind: 'gauge',
        value: -0.25,
        startUs: null,
        monotonic: false,
        temporality: 0,
        count: null,
        detail: null,
      },
      { kind: 'gauge', value: -3 },
    ]);
  });

  it('tells a value that is no number, and one that is gone, in its detail', () => {
    const dataPoints = [
      { ...point, asDouble: 'NaN' },
      { ...point, flags: 1 },
    ];
    const { records } = decodeMetrics(encoding, { name: 'load', gauge: { dataPoints } });
    expect(records.map(({ value, detail }) => ({ value, detail }))).toStrictEqual([
      { value: null, detail: { value: 'NaN' } },
      { value: null, detail: { no_recorded_value: true } },
    ]);
  });

  it('is a histogram', () => {
    const dataPoints = [
      {
        ...point,
        count: '6',
        sum: 3.5,
        min: 0.1,
        max: 2,
        explicitBounds: [0.5, 1],
        bucketCounts: ['3', '2', '1'],
      },
      { ...point, count: '0' },
    ];
    const { records } = decodeMetrics(encoding, {
      name: 'd',
      unit: 's',
      histogram: { dataPoints, aggregationTemporality: 1 },
    });
    expect(records).toMatchObject([
      { kind: 'histogram', temporality: 1, monotonic: false, ...times, value: 3.5, count: 6 },
      { kind: 'histogram', value: null, count: 0, detail: null },
    ]);
    expect(records[0]?.detail).toStrictEqual({
      min: 0.1,
      max: 2,
      bounds: [0.5, 1],
      bucket_counts: [3, 2, 1],
    });
  });

  it('is an exponential histogram', () => {
    const dataPoints = [
      {
        ...point,
        count: '9',
        sum: 12,
        scale: -2,
        zeroCount: '1',
        zeroThreshold: 0.001,
        positive: { offset: -3, bucketCounts: ['4', '300'] },
        negative: { bucketCounts: ['1'] },
      },
    ];
    const { records } = decodeMetrics(encoding, {
      name: 'e',
      exponentialHistogram: { dataPoints, aggregationTemporality: 2 },
    });
    expect(records).toMatchObject([{ kind: 'exponential_histogram', temporality: 2, value: 12, count: 9 }]);
    expect(records[0]?.detail).toStrictEqual({
      scale: -2,
      zero_count: 1,
      zero_threshold: 0.001,
      positive: { offset: -3, bucket_counts: [4, 300] },
      negative: { offset: 0, bucket_counts: [1] },
    });
  });

  it('is a summary', () => {
    const quantileValues = [
      { quantile: 0.5, value: 1 },
      { quantile: 0.99, value: 'Infinity' },
    ];
    const dataPoints = [{ ...point, count: '10', sum: 20, quantileValues }, { ...point }];
    const { records } = decodeMetrics(encoding, { name: 's', summary: { dataPoints } });
    expect(records).toMatchObject([
      { kind: 'summary', value: 20, count: 10 },
      { kind: 'summary', value: 0, count: 0, detail: null },
    ]);
    expect(records[0]?.detail).toStrictEqual({
      quantiles: [
        { quantile: 0.5, value: 1 },
        { quantile: 0.99, value: 'Infinity' },
      ],
    });
  });

  it('keeps the nearest number of a count beyond 2^53', () => {
    const dataPoints = [{ ...point, count: '18446744073709551615', bucketCounts: ['9007199254740993'] }];
    const { records } = decodeMetrics(encoding, { name: 'h', histogram: { dataPoints } });
    expect(records[0]?.count).toBe(2 ** 64);
    expect(records[0]?.detail).toStrictEqual({ bounds: [], bucket_counts: [9007199254740992] });
  });
});
