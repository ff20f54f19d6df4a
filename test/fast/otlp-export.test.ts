import { isSecretName } from '@observatory/shim/conventions';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyOf, decodeBody, logsRequest, metricsRequest } from '../../hub/src/otlp/otlp-fixture.ts';
import type { Decoded, Signal } from '../../hub/src/otlp/records.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask } from '../support/api.ts';
import { nanos, postJson } from '../support/otlp-json.ts';
import { newSpanId, newTraceId, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

const numRuns = Number(process.env.RUNS ?? 15);
const now = Date.now();

/** All pages of an export, decoded as a collector would. */
async function exported(
  signal: Signal,
  query: string,
  accept = 'application/json',
): Promise<Decoded['records'][number][]> {
  const records: Decoded['records'][number][] = [];
  for (let path: string | null = `/otlp/${signal}?${query}`; path !== null; ) {
    const response: Response = await fetch(hub.url + path, { headers: { accept } });
    const body = Buffer.from(await response.arrayBuffer());
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${body}`);
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    expect(isJson).toBe(accept === 'application/json');
    const decoded = decodeBody(signal, isJson ? 'json' : 'protobuf', body);
    expect(decoded.rejection).toBeNull();
    records.push(...decoded.records);
    path = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
  }
  return records;
}

/** What a sender sent, as the hub understood it. */
const sentRecords = (signal: Signal, request: object) =>
  decodeBody(signal, 'json', bodyOf('json', signal, request)).records;

const take = async (signal: Signal, request: object) => {
  const answer = await postJson(`${hub.url}/v1/${signal}`, request);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: {} });
};

/** What has the name of a secret is not kept as it was sent. */
const isOpen = (key: string) => !isSecretName(key) && !isSecretName(`x.${key}`);
const value: fc.Arbitrary<object> = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme' }).map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((int) => ({ intValue: String(int) })),
    fc.maxSafeInteger().map((int) => ({ intValue: String(int) })),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((doubleValue) => ({ doubleValue: doubleValue + 0 })),
    fc.constant({}),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc
      .uniqueArray(fc.tuple(fc.string().filter(isOpen), tie('value')), {
        maxLength: 3,
        selector: ([key]) => key,
      })
      .map((pairs) => ({ kvlistValue: { values: pairs.map(([key, value]) => ({ key, value })) } })),
  ),
})).value;
const attributes = fc
  .uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }).filter(isOpen), value), {
    maxLength: 4,
    selector: ([key]) => key,
  })
  // A name of ours has a meaning, of which the store makes more than it was sent.
  .map((pairs) => pairs.map(([key, value]) => ({ key: `x.${key}`, value })));
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const microsNanos = fc
  .integer({ min: 0, max: 999_999 })
  .map((us) => `${BigInt(nanos(now)) + BigInt(us) * 1000n}`);

describe('an export', () => {
  test('of spans has what was sent, to the microsecond, in both encodings', async () => {
    const span = fc.record({
      name: text,
      kind: fc.integer({ min: 0, max: 5 }),
      startTimeUnixNano: microsNanos,
      endTimeUnixNano: fc.option(microsNanos, { nil: '0' }),
      attributes,
      events: fc.array(fc.record({ name: text, timeUnixNano: microsNanos, attributes }), { maxLength: 2 }),
      links: fc.array(
        fc.record({ traceId: fc.constant(newTraceId()), spanId: fc.constant(newSpanId()), attributes }),
        { maxLength: 2 },
      ),
      status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: text }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(span, { minLength: 1, maxLength: 4 }),
        attributes,
        text,
        async (spans, resource, name) => {
          const traceId = newTraceId();
          const parentSpanId = newSpanId();
          const request = {
            resourceSpans: [
              {
                resource: { attributes: resource },
                scopeSpans: [
                  {
                    scope: { name, version: '1' },
                    spans: spans.map((one) => ({ ...one, traceId, spanId: newSpanId(), parentSpanId })),
                  },
                ],
              },
            ],
          };
          await take('traces', request);
          const sent = sentRecords('traces', request);
          for (const accept of ['application/json', 'application/x-protobuf']) {
            const found = await exported('traces', `trace_id=${traceId}&limit=3`, accept);
            expect(bySpan(found)).toEqual(bySpan(sent));
          }
        },
      ),
      { numRuns },
    );
  });

  test('of log lines has what was sent', async () => {
    const line = fc.record({
      timeUnixNano: microsNanos,
      severityNumber: fc.integer({ min: 0, max: 24 }),
      severityText: text,
      body: fc.oneof(text.map((stringValue) => ({ stringValue }))),
      attributes,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 4 }), async (lines) => {
        const traceId = newTraceId();
        const request = logsRequest(...lines.map((one) => ({ ...one, traceId, spanId: newSpanId() })));
        await take('logs', request);
        // An empty text and no body are one in the store.
        const sent = sentRecords('logs', request).map((record) =>
          'body' in record && record.body === '' ? { ...record, body: null } : record,
        );
        for (const accept of ['application/json', 'application/x-protobuf']) {
          const found = await exported('logs', `trace_id=${traceId}&limit=2`, accept);
          expect(bySpan(found)).toEqual(bySpan(sent));
        }
      }),
      { numRuns },
    );
  });

  test('of metrics has each kind of point as it was kept', async () => {
    const timeUnixNano = nanos(now);
    const request = {
      resourceMetrics: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'metering' } }] },
          scopeMetrics: (
            metricsRequest(
              {
                name: 'level',
                unit: 'By',
                gauge: {
                  dataPoints: [
                    { timeUnixNano, asDouble: 0.5, attributes: [{ key: 'a', value: { intValue: '1' } }] },
                    { timeUnixNano, asDouble: 'NaN' },
                  ],
                },
              },
              { name: 'gone', gauge: { dataPoints: [{ timeUnixNano, flags: 1 }] } },
              {
                name: 'requests',
                sum: {
                  dataPoints: [{ timeUnixNano, asInt: '7' }],
                  isMonotonic: true,
                  aggregationTemporality: 2,
                },
              },
              {
                name: 'took',
                unit: 's',
                histogram: {
                  aggregationTemporality: 1,
                  dataPoints: [
                    {
                      timeUnixNano,
                      count: '3',
                      sum: 4.5,
                      min: 0.5,
                      max: 3,
                      bucketCounts: ['1', '2'],
                      explicitBounds: [1],
                    },
                  ],
                },
              },
              {
                name: 'spread',
                exponentialHistogram: {
                  aggregationTemporality: 2,
                  dataPoints: [
                    {
                      timeUnixNano,
                      count: '4',
                      sum: 9,
                      scale: -1,
                      zeroCount: '1',
                      zeroThreshold: 0.25,
                      positive: { offset: -2, bucketCounts: ['1', '0', '2'] },
                      negative: { offset: 0, bucketCounts: [] },
                    },
                  ],
                },
              },
              {
                name: 'quantiles',
                summary: {
                  dataPoints: [
                    { timeUnixNano, count: '2', sum: 3, quantileValues: [{ quantile: 0.5, value: 1 }] },
                  ],
                },
              },
            ) as { resourceMetrics: [{ scopeMetrics: object[] }] }
          ).resourceMetrics[0].scopeMetrics,
        },
      ],
    };
    await take('metrics', request);
    const byName = (records: readonly object[]) => records.map((record) => JSON.stringify(record)).sort();
    for (const accept of ['application/json', 'application/x-protobuf'])
      expect(byName(await exported('metrics', 'service=metering&limit=2', accept))).toEqual(
        byName(sentRecords('metrics', request)),
      );
  });

  test('of metrics ends with the series of the hub itself', async () => {
    const found = await exported('metrics', 'service=observatory-hub');
    const of = (name: string) => found.find((point) => 'unit' in point && point.name === name);
    expect(of('observatory_ingested_total')).toMatchObject({ kind: 'sum', monotonic: true, temporality: 2 });
    const histogram = of('observatory_ingest_duration_seconds');
    expect(histogram).toMatchObject({ kind: 'histogram', source: { service: 'observatory-hub' } });
  });

  test('of an execution has its spans, events and lines, and not those beside it', async () => {
    const run = new AgentRun();
    const child = {
      traceId: run.traceId,
      spanId: newSpanId(),
      parentSpanId: run.spanId,
      name: 'chat',
      startMs: now,
      endMs: now + 1,
    };
    await sendSpans(hub, [
      run.span(),
      child,
      { ...child, spanId: newSpanId(), parentSpanId: child.spanId, name: 'GET' },
      { ...child, spanId: newSpanId(), parentSpanId: newSpanId(), name: 'beside' },
    ]);
    await take(
      'logs',
      logsRequest(
        {
          timeUnixNano: nanos(now),
          traceId: run.traceId,
          spanId: child.spanId,
          body: { stringValue: 'line' },
        },
        { timeUnixNano: nanos(now), traceId: run.traceId, body: { stringValue: 'of the trace' } },
        {
          timeUnixNano: nanos(now),
          traceId: run.traceId,
          spanId: run.spanId,
          severityNumber: 17,
          eventName: 'observatory.execution_error',
          body: { stringValue: 'event' },
          attributes: [{ key: 'observatory.execution.id', value: { stringValue: run.id } }],
        },
      ),
    );
    const names = (await exported('traces', `execution_id=${run.id}`)).map(
      (one) => 'name' in one && one.name,
    );
    expect(names.toSorted()).toEqual(['GET', 'chat', 'invoke_agent planner']);
    const records = await exported('logs', `execution_id=${run.id}&limit=1`);
    expect(
      records.map((one) => 'body' in one && [one.body, one.eventName, one.severityNumber]).toSorted(),
    ).toEqual([
      ['event', 'observatory.execution_error', 17],
      ['line', '', 0],
    ]);
  });

  test('takes a time and a service, and goes on where its page ended while more comes in', async () => {
    const at = Date.parse('2026-01-02T03:04:05Z');
    const one = (startMs: number) => ({
      traceId: newTraceId(),
      spanId: newSpanId(),
      name: 'import',
      startMs,
      endMs: startMs,
    });
    await sendSpans(hub, [one(at - 1), one(at), one(at + 999)], 'old');
    await sendSpans(hub, [one(at)], 'another');
    const window = 'start_time=2026-01-02T03:04:05Z&end_time=2026-01-02T03:04:06Z';
    expect(await exported('traces', `${window}&limit=1`)).toHaveLength(3);
    expect(await exported('traces', `${window}&service=old`)).toHaveLength(2);
    expect(await exported('traces', `${window}&service=nobody`)).toEqual([]);
    expect(await exported('metrics', window)).toEqual([]);
    expect(await exported('logs', window)).toEqual([]);
  });
});

describe('a wrong question is refused with its place', () => {
  test.each([
    ['traces?start_time=2026-01-02T00:00:00Z&end_time=2026-01-01T00:00:00Z', 'query.start_time'],
    ['logs?start_time=2999-01-01T00:00:00Z', 'query.start_time'],
    ['metrics?start_time=soon', 'query.start_time'],
    ['traces?trace_id=abc', 'query.trace_id'],
    ['logs?execution_id=0', 'query.execution_id'],
    ['metrics?limit=0', 'query.limit'],
    ['traces?cursor=abc', 'query.cursor'],
    [`logs?cursor=${Buffer.from('[null,null,["x"]]').toString('base64url')}`, 'query.cursor'],
  ])('%s', async (path, where) => {
    const answer = await ask(hub, `/otlp/${path}`);
    expect(answer.status, JSON.stringify(answer.body)).toBe(400);
    expect(answer.body).toMatchObject({ error: { code: 'OBS_BAD_REQUEST', where } });
  });

  test('times far away are times, and a cursor that was made up harms nothing', async () => {
    const far = 'start_time=0001-01-01T00:00:00Z&end_time=9999-12-30T00:00:00Z&limit=1';
    const place = [null, null, ['9999999999999999999', Number.MIN_SAFE_INTEGER]];
    for (const path of [
      `traces?${far}`,
      `logs?${far}`,
      `metrics?${far}`,
      `metrics?cursor=${Buffer.from(JSON.stringify(place)).toString('base64url')}`,
    ])
      expect((await ask(hub, `/otlp/${path}`)).status, path).toBe(200);
  });

  test('an unknown filter, and another method', async () => {
    expect((await ask(hub, '/otlp/metrics?trace_id=0')).status).toBe(400);
    const answer = await fetch(`${hub.url}/otlp/traces`, { method: 'POST' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toContain('GET');
  });
});

const bySpan = (records: readonly object[]) =>
  records
    .map((record) => JSON.parse(JSON.stringify(record)) as { spanId: string })
    .sort((a, b) => (a.spanId < b.spanId ? -1 : 1));
