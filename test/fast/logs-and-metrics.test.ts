import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { detailOf, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { logsBody, metricsBody, nanos, type PlainRecord, postJson } from '../support/otlp-json.ts';
import { newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

/** Log lines as the hub keeps them, of one text. */
const linesOf = (body: string) =>
  queryStore<{ id: string; severity: number; service: string; attributes: Record<string, unknown> }>(
    hub,
    'SELECT l.id, l.severity, s.service, l.attributes FROM logs l JOIN sources s ON s.id = l.source_id WHERE body = $1',
    [body],
  );
const now = Date.now();
const line = (body: string, over: Partial<PlainRecord> = {}): PlainRecord => ({ timeMs: now, body, ...over });

describe('a log line', () => {
  test('without an event name is a line, not an event', async () => {
    const traceId = newTraceId();
    await sendRecords(hub, [line('just a line', { traceId, severity: 13, attributes: { orders: 3 } })]);
    expect(await linesOf('just a line')).toMatchObject([
      { severity: 13, service: 'shop', attributes: { orders: 3 } },
    ]);
    expect(await queryStore(hub, 'SELECT 1 FROM observability_events')).toEqual([]);
  });

  test('with the name of an event that is not ours is a line that keeps the name', async () => {
    await sendRecords(hub, [line('clicked', { eventName: 'browser.click', attributes: { button: 'ok' } })]);
    expect(await linesOf('clicked')).toMatchObject([
      { attributes: { 'event.name': 'browser.click', button: 'ok' } },
    ]);
  });

  test('without a trace is kept', async () => {
    await sendRecords(hub, [line('of no trace')]);
    expect(await linesOf('of no trace')).toHaveLength(1);
  });

  test('may have a body that is no text, or none', async () => {
    const bodies = [
      { kvlistValue: { values: [{ key: 'a', value: { intValue: '1' } }] } },
      { arrayValue: { values: [{ stringValue: 'x' }, { boolValue: true }] } },
      { intValue: '7' },
      {},
    ];
    const records = bodies.map((body) => ({ timeUnixNano: nanos(now), severityNumber: 9, body }));
    const answer = await postJson(`${hub.url}/v1/logs`, {
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'bodies' } }] },
          scopeLogs: [{ logRecords: records }],
        },
      ],
    });
    expect(answer.status).toBe(200);
    const rows = await queryStore<{ body: string }>(
      hub,
      "SELECT body FROM logs l JOIN sources s ON s.id = l.source_id WHERE s.service = 'bodies' ORDER BY body",
    );
    expect(rows.map((row) => row.body)).toEqual(['', '7', '["x",true]', '{"a":1}']);
  });

  test('keeps text of every kind', async () => {
    const body = 'tab\there, newline\nhere, back\\slash \\N, "quotes", 東京 🚲, and \u0001';
    await sendRecords(hub, [line(body, { attributes: { note: body } })]);
    expect(await linesOf(body)).toMatchObject([{ attributes: { note: body } }]);
  });
});

describe('a log line that is sent again', () => {
  test('counts once by its log.record.uid', async () => {
    const record = line('by uid', { attributes: { 'log.record.uid': 'uid-1' } });
    await sendRecords(hub, [record]);
    await sendRecords(hub, [record, line('by uid', { attributes: { 'log.record.uid': 'uid-2' } })]);
    expect((await linesOf('by uid')).map((row) => row.id).sort()).toEqual(['uid-1', 'uid-2']);
  });

  test('counts once by its content where it has no uid', async () => {
    const request = [line('by content'), line('by content', { severity: 17 })];
    await sendRecords(hub, request);
    await sendRecords(hub, request);
    expect((await linesOf('by content')).map((row) => row.severity).sort()).toEqual([17, 9]);
  });

  test('counts twice where one request holds it twice, and stays at two', async () => {
    const request = [line('said twice'), line('said twice')];
    await sendRecords(hub, request);
    await sendRecords(hub, request);
    expect(await linesOf('said twice')).toHaveLength(2);
  });

  test('counts for each service that says it', async () => {
    await sendRecords(hub, [line('said by two')], 'one');
    await sendRecords(hub, [line('said by two')], 'two');
    expect((await linesOf('said by two')).map((row) => row.service).sort()).toEqual(['one', 'two']);
  });

  test('is stored beside the new ones of its request', async () => {
    await sendRecords(hub, [line('known')]);
    await sendRecords(hub, [line('known'), line('new beside it')]);
    expect([await linesOf('known'), await linesOf('new beside it')]).toMatchObject([[{}], [{}]]);
  });
});

describe('a resource', () => {
  test('with many attributes is kept whole, once for all of its lines', async () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 500 }, (_, at) => [`label.${at}`, 'v'.repeat(50)]),
    );
    const body = logsBody('wide', [line('of a wide resource'), line('another of it')], attributes);
    expect((await postJson(`${hub.url}/v1/logs`, body)).status).toBe(200);
    expect((await postJson(`${hub.url}/v1/logs`, body)).status).toBe(200);
    const sources = await queryStore<{ resource: Record<string, string> }>(
      hub,
      "SELECT resource FROM sources WHERE service = 'wide'",
    );
    expect(sources).toHaveLength(1);
    expect(Object.keys(sources[0]?.resource ?? {})).toHaveLength(501);
    expect(sources[0]?.resource['label.499']).toBe('v'.repeat(50));
  });

  test('is shown with the spans that it sent', async () => {
    const run = new AgentRun();
    await sendSpans(hub, [run.span()], 'with resource');
    expect((await detailOf(hub, run.id)).spans[0]).toMatchObject({
      service: 'with resource',
      resource: { 'service.name': 'with resource' },
    });
  });
});

describe('names that are too long for an index', () => {
  test('are cut on a whole character, and the run is found by them', async () => {
    const name = '東'.repeat(10_000);
    const run = new AgentRun({ name, attributes: { 'user.id': 'u'.repeat(100_000) } });
    await sendSpans(hub, [run.span()]);
    await eventually(async () => {
      const execution = await listed(hub, run.id);
      expect(execution?.name).toBe('東'.repeat(170));
      expect(execution?.user_id).toBe('u'.repeat(512));
    });
    const query = `name=${encodeURIComponent('東'.repeat(170))}`;
    const { executions } = await get<Schemas['ExecutionList']>(hub, `/api/v1/executions?${query}`);
    expect(executions.map((one) => one.id)).toEqual([run.id]);
  });
});

describe('metrics', () => {
  const minute = Math.floor(now / 60_000) * 60_000;
  const at = (ms: number) => nanos(minute + ms);
  const send = async (...metrics: object[]) => {
    expect((await postJson(`${hub.url}/v1/metrics`, metricsBody('metered', metrics))).status).toBe(200);
  };
  const gauge = (name: string, points: object[]) => ({ name, unit: 'By', gauge: { dataPoints: points } });
  const samplesOf = (name: string) =>
    queryStore<Record<string, unknown>>(
      hub,
      `SELECT s.kind, s.unit, s.monotonic, s.temporality, s.attributes, m.minute, m.time, m.value, m.count::int, m.detail
       FROM metric_samples m JOIN metric_series s ON s.id = m.series_id WHERE s.name = $1 ORDER BY m.minute, s.attributes::text`,
      [name],
    );

  test('keep of each series and minute the newest sample', async () => {
    const points = [5000, 45_000, 25_000].map((ms) => ({ timeUnixNano: at(ms), asDouble: ms / 1000 }));
    await send(gauge('memory', points));
    await send(gauge('memory', [{ timeUnixNano: at(35_000), asDouble: 35 }]));
    await send(gauge('memory', [{ timeUnixNano: at(60_500), asInt: '61' }]));
    expect(await samplesOf('memory')).toMatchObject([
      { kind: 'gauge', unit: 'By', minute: new Date(minute), time: new Date(minute + 45_000), value: 45 },
      { minute: new Date(minute + 60_000), value: 61 },
    ]);
  });

  test('that are sent again change nothing', async () => {
    const points = [{ timeUnixNano: at(1000), asDouble: 1 }];
    await send(gauge('again', points));
    await send(gauge('again', points));
    expect(await samplesOf('again')).toMatchObject([{ value: 1 }]);
  });

  test('keep the newest also where requests that overtook each other are stored together', async () => {
    const values = Array.from({ length: 40 }, (_, second) => second + 1);
    await Promise.all(
      values
        .toReversed()
        .map((value) => send(gauge('together', [{ timeUnixNano: at(value * 1000), asDouble: value }]))),
    );
    expect(await samplesOf('together')).toMatchObject([{ value: 40 }]);
  });

  test('have a series for each set of attributes', async () => {
    const points = ['a', 'b'].map((pool) => ({
      timeUnixNano: at(1000),
      asDouble: 1,
      attributes: [{ key: 'pool', value: { stringValue: pool } }],
    }));
    await send(gauge('pools', points));
    expect((await samplesOf('pools')).map((row) => row.attributes)).toEqual([{ pool: 'a' }, { pool: 'b' }]);
  });

  test('keep sums with whether they only grow, and how they count', async () => {
    const sum = {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: [{ timeUnixNano: at(1), asInt: '12' }],
    };
    await send({ name: 'orders', unit: '1', sum });
    expect(await samplesOf('orders')).toMatchObject([
      { kind: 'sum', unit: '1', monotonic: true, temporality: 2, value: 12, count: null },
    ]);
  });

  test('keep histograms with sum, count, bounds and buckets', async () => {
    const point = {
      timeUnixNano: at(1),
      count: '6',
      sum: 12.5,
      bucketCounts: ['1', '2', '3'],
      explicitBounds: [1, 5],
    };
    await send({ name: 'latency', unit: 's', histogram: { aggregationTemporality: 2, dataPoints: [point] } });
    const [sample] = await samplesOf('latency');
    expect(sample).toMatchObject({ kind: 'histogram', value: 12.5, count: 6 });
    expect(Object.values(sample?.detail as object)).toEqual(
      expect.arrayContaining([
        [1, 5],
        [1, 2, 3],
      ]),
    );
  });

  test('with values that are no numbers are kept without them', async () => {
    await send(gauge('broken', [{ timeUnixNano: at(1), asDouble: 'NaN' }]));
    expect(await samplesOf('broken')).toMatchObject([{ value: null }]);
  });
});
