import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { metricsBody, nanos, postJson } from '../support/otlp-json.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

interface Answer {
  readonly services: Record<string, unknown>[];
  readonly [key: string]: unknown;
}

const path = '/api/v1/analysis/resources';
const STEP = 300_000;
/** The last whole five minutes, so that each step has one sample, a minute after its begin. */
const last = Math.floor(Date.now() / STEP) * STEP - STEP + 60_000;
const times = [6, 5, 4, 3, 2, 1, 0].map((ago) => last - ago * STEP);

type Points = readonly (readonly [timeMs: number, value: number, attributes?: Record<string, string>])[];
const pointsOf = (points: Points) =>
  points.map(([timeMs, value, attributes = {}]) => ({
    timeUnixNano: nanos(timeMs),
    asDouble: value,
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }));
const sum = (name: string, unit: string, points: Points, isMonotonic = true) => ({
  name,
  unit,
  sum: { aggregationTemporality: 2, isMonotonic, dataPoints: pointsOf(points) },
});

/** What Prometheus answers to each query, by a word of it; null: it fails. */
let prometheus: Server;
let knows: ((query: string) => object[]) | null = () => [];
const asked: URLSearchParams[] = [];

let hub: TestHub;
let stacked: TestHub;
beforeAll(async () => {
  prometheus = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    asked.push(form);
    response.writeHead(knows === null ? 503 : 200, { 'content-type': 'application/json' });
    if (knows === null) response.end('no storage');
    else
      response.end(
        JSON.stringify({
          status: 'success',
          data: { resultType: 'matrix', result: knows(form.get('query') ?? '') },
        }),
      );
  });
  await new Promise<void>((resolve) => prometheus.listen(0, '127.0.0.1', resolve));
  const { port } = prometheus.address() as AddressInfo;
  [hub, stacked] = await Promise.all([
    startTestHub(),
    startTestHub({ OBSERVATORY_PROMETHEUS_URL: `http://127.0.0.1:${port}` }),
  ]);
  for (const one of [hub, stacked]) {
    const { status } = await postJson(
      `${one.url}/v1/metrics`,
      metricsBody('shop', [
        // 150 s and 30 s of CPU in each five minutes: 0.6 cores. It begins anew before the last one.
        sum('process.cpu.time', 's', [
          ...times.map((time, n) => [time, n === 6 ? 150 : 1000 + n * 150, { 'cpu.mode': 'user' }] as const),
          ...times.map((time, n) => [time, n === 6 ? 30 : 50 + n * 30, { 'cpu.mode': 'system' }] as const),
        ]),
        // 100 MB, and 5 MB more every five minutes: 60 MB an hour.
        sum(
          'process.memory.usage',
          'By',
          times.map((time, n) => [time, 100e6 + n * 5e6] as const),
          false,
        ),
        sum(
          'process.disk.io',
          'By',
          times.map((time, n) => [time, n * 3000, { 'disk.io.direction': 'write' }] as const),
        ),
        sum('system.cpu.time', 's', [
          ...times.map((time, n) => [time, n * 600, { state: 'user' }] as const),
          ...times.map((time, n) => [time, n * 9000, { state: 'idle' }] as const),
        ]),
        // Of no use: growth since the last export, of which samples are missing.
        {
          name: 'process.network.io',
          unit: 'By',
          sum: {
            aggregationTemporality: 1,
            isMonotonic: true,
            dataPoints: pointsOf(
              times.map((time) => [time, 10, { 'network.io.direction': 'receive' }] as const),
            ),
          },
        },
      ]),
    );
    expect(status).toBe(200);
  }
});
afterAll(async () => {
  await Promise.all([hub.remove(), stacked.remove()]);
  prometheus.close();
});

describe('what services take', () => {
  test('is told with its trend, of processes and of hosts', async () => {
    const answer = await get<Answer>(hub, path);
    expect(answer).toMatchObject({
      step_seconds: 300,
      sources: [{ name: 'store', services: 1, fault: null }],
      reason: null,
      services_left_out: 0,
    });
    const trend = (now: number, slope: number, samples: number) => ({
      now: expect.closeTo(now, 6),
      slope_per_hour: expect.closeTo(slope, 3),
      samples,
      points: expect.any(Array),
    });
    expect(answer.services).toMatchObject([
      {
        service: 'shop',
        scope: 'host',
        source: 'store',
        // 600 s in five minutes, what is idle left out.
        cpu_cores: { ...trend(2, 0, 6), mean: expect.closeTo(2, 6), max: expect.closeTo(2, 6) },
        memory_bytes: null,
      },
      {
        service: 'shop',
        scope: 'process',
        cpu_cores: { ...trend(0.6, 0, 6), mean: expect.closeTo(0.6, 6) },
        memory_bytes: { ...trend(130e6, 60e6, 7), mean: expect.closeTo(115e6, 3), max: 130e6 },
        disk_read_bytes_per_second: null,
        disk_write_bytes_per_second: trend(10, 0, 6),
        network_receive_bytes_per_second: null,
      },
    ]);
    expect(answer.missing).toContainEqual({
      scope: 'process',
      resource: 'network_receive_bytes_per_second',
      why: expect.stringContaining('No service sent it'),
    });
  });

  test('says why there is nothing', async () => {
    expect(await get<Answer>(hub, `${path}?service=nobody`)).toMatchObject({
      services: [],
      hub: null,
      missing: [],
      reason: expect.stringContaining('No process or host metrics of "nobody" were received'),
    });
    expect((await get<Answer>(hub, `${path}?service=shop`)).services).toHaveLength(2);
    const { status, body } = await ask(hub, `${path}?services=shop`);
    expect([status, body]).toMatchObject([400, { error: { where: 'query.services' } }]);
  });

  test('is asked of Prometheus where there is one, and of the store what that does not know', async () => {
    knows = (query) =>
      query.includes('process_memory_usage_bytes')
        ? [
            {
              metric: { service_name: 'depot' },
              values: [
                [last / 1000 - 300, '1e6'],
                [last / 1000, '3e6'],
              ],
            },
          ]
        : [];
    const answer = await get<Answer>(stacked, path);
    expect(answer.sources).toEqual([
      { name: 'prometheus', services: 1, fault: null },
      { name: 'store', services: 1, fault: null },
    ]);
    expect(answer.services).toMatchObject([
      {
        service: 'depot',
        scope: 'process',
        source: 'prometheus',
        cpu_cores: null,
        memory_bytes: { now: 3e6, mean: 2e6, max: 3e6, samples: 2, slope_per_hour: expect.closeTo(24e6, 3) },
      },
      { service: 'shop', scope: 'host', source: 'store' },
      { service: 'shop', scope: 'process', source: 'store' },
    ]);
    expect(asked[0]?.get('step')).toBe('300');
  });

  test('says of a Prometheus that fails that it does, and what the store knows', async () => {
    knows = null;
    await eventually(async () => {
      const answer = await get<Answer>(stacked, `${path}?minutes=61`);
      expect(answer.sources).toMatchObject([
        {
          name: 'prometheus',
          services: 0,
          fault: expect.stringMatching(/^prometheus: answered 503: no storage/),
        },
        { name: 'store', services: 1 },
      ]);
      expect(answer.services).toHaveLength(2);
    });
  });
});
