import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverBinary } from '../../infra/install/cache.ts';
import { largeExample } from '../../infra/settings/large-example.ts';
import { lokiParts } from '../../infra/stack/ports.ts';
import { processStack, type Stack } from '../../infra/stack/stack.ts';
import { ComponentProcess } from '../support/component-process.ts';
import { eventually } from '../support/eventually.ts';
import { freePort, freeRange } from '../support/free-port.ts';
import { ObjectStore } from '../support/object-store.ts';
import { stackSettings } from '../support/stack-settings.ts';

/** Profile `large` with engines that run here: Loki's parts over an object store, a second Prometheus for Mimir. */
const folder = mkdtempSync(join(tmpdir(), 'observatory-large-'));
const ACCESS_KEY = 'AKIAOBSERVATORY';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
let bucket: ObjectStore;
let stack: Stack;
let mimirUrl: string;
const running: { stop(): Promise<unknown> }[] = [];

beforeAll(async () => {
  bucket = await ObjectStore.start('observatory-logs', ACCESS_KEY);
  running.push(bucket);
  mimirUrl = `http://127.0.0.1:${await freePort()}`;
  const first = await freeRange(140);
  const names = ['jaeger', 'grafana', 'prometheus', 'loki', 'alertmanager', 'hub', 'otlpGrpc', 'otlpHttp'];
  const settings = stackSettings({
    ...largeExample,
    profile: 'large',
    ports: {
      ...Object.fromEntries(names.map((name, index) => [name, first + index])),
      internal: first + 20,
    },
    stores: {
      ...largeExample.stores,
      bucketEndpoint: bucket.endpoint,
      bucketCredentialsFile: 'keys.ini',
      metricsUrl: `${mimirUrl}/api/v1/write`,
      metricsQueryUrl: mimirUrl,
    },
  });
  stack = processStack(settings, folder);
  mkdirSync(join(folder, 'secrets'), { recursive: true });
  writeFileSync(
    join(folder, 'secrets/bucket-credentials'),
    `[default]\naws_access_key_id = ${ACCESS_KEY}\naws_secret_access_key = of-the-test\n`,
  );
});
afterAll(async () => {
  await Promise.all(running.toReversed().map((one) => one.stop()));
  rmSync(folder, { recursive: true, force: true });
});

const post = async (url: string, body?: object) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
};
const get = async (url: string, parameters: Record<string, string>) => {
  const response = await fetch(`${url}?${new URLSearchParams(parameters)}`, {
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text).data;
};
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

test("Loki's parts take a line in at the distributor and answer it at the query frontend", async () => {
  const parts = await Promise.all(
    lokiParts.map(async (part) => {
      const one = await ComponentProcess.start(stack, folder, `loki-${part}`);
      running.push(one);
      return one;
    }),
  );
  const part = (name: string) => {
    const found = parts.find(({ component }) => component.name === `loki-${name}`);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  for (const one of parts) {
    expect(
      one.listens().every((address) => address.startsWith('127.0.0.1:')),
      one.component.name,
    ).toBe(true);
    console.info(`${one.component.name}: ${one.residentMb()} MB`);
  }
  const nowMs = Date.now();
  const record = (agoMs: number, text: string) => ({
    timeUnixNano: `${nowMs - agoMs}000000`,
    severityNumber: 9,
    body: { stringValue: text },
    traceId: TRACE_ID,
    spanId: 'b7ad6b7169203331',
  });
  await eventually(
    () =>
      post(`${part('distributor').url}/otlp/v1/logs`, {
        resourceLogs: [
          {
            resource: {
              attributes: [attribute('service.name', 'planner'), attribute('service.instance.id', 'i-1')],
            },
            scopeLogs: [
              // The second as it comes after an outage of an hour.
              { logRecords: [record(0, 'now'), record(3_590_000, 'an hour ago')] },
            ],
          },
        ],
      }),
    60_000,
    1000,
  );
  const ask = async () => {
    const { result } = await get(`${part('query-frontend').url}/loki/api/v1/query_range`, {
      query: `{service_name="planner"} | trace_id="${TRACE_ID}"`,
      start: `${nowMs - 7_200_000}000000`,
      end: `${nowMs + 60_000}000000`,
    });
    return result
      .flatMap((one: { values: [string, string][] }) => one.values.map(([, line]) => line))
      .toSorted();
  };
  await eventually(async () => expect(await ask()).toEqual(['an hour ago', 'now']), 60_000, 1000);

  // What the ingester writes out stands in the object store, and is answered from there.
  await post(`${part('ingester').url}/flush`);
  await eventually(
    () => expect([...bucket.objects.keys()].filter((key) => key.startsWith('fake/'))).not.toEqual([]),
    60_000,
    500,
  );
  expect(await ask()).toEqual(['an hour ago', 'now']);
  const labels = await get(`${part('query-frontend').url}/loki/api/v1/labels`, {
    start: `${nowMs - 7_200_000}000000`,
  });
  expect(labels).toEqual(['service_name']);
});

test('Prometheus writes a series and its exemplar on to a second one', async () => {
  const data = join(folder, 'mimir');
  mkdirSync(data);
  writeFileSync(join(data, 'prometheus.yml'), '{}\n');
  const second = spawn(
    serverBinary('prometheus', 'prometheus'),
    [
      `--config.file=${join(data, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=${new URL(mimirUrl).host}`,
      '--web.enable-remote-write-receiver',
      '--enable-feature=exemplar-storage',
    ],
    { stdio: 'ignore' },
  );
  running.push({ stop: async () => second.kill('SIGKILL') });
  const prometheus = await ComponentProcess.start(stack, folder, 'prometheus');
  running.push(prometheus);

  const atMs = Date.now();
  await post(`${prometheus.url}/api/v1/otlp/v1/metrics`, {
    resourceMetrics: [
      {
        resource: { attributes: [attribute('service.name', 'planner')] },
        scopeMetrics: [
          {
            metrics: [
              {
                name: 'agent.runs',
                sum: {
                  aggregationTemporality: 2,
                  isMonotonic: true,
                  dataPoints: [
                    {
                      timeUnixNano: `${atMs}000000`,
                      startTimeUnixNano: `${atMs - 60_000}000000`,
                      asDouble: 7,
                      exemplars: [
                        {
                          timeUnixNano: `${atMs}000000`,
                          asDouble: 1,
                          traceId: TRACE_ID,
                          spanId: 'b7ad6b7169203331',
                        },
                      ],
                    },
                  ],
                },
              },
            ],
          },
        ],
      },
    ],
  });
  const query = 'agent_runs_total{service_name="planner"}';
  await eventually(
    async () => {
      const { result } = await get(`${mimirUrl}/api/v1/query`, { query });
      expect(result[0]?.value[1]).toBe('7');
    },
    60_000,
    500,
  );
  await eventually(
    async () => {
      const [found] = await get(`${mimirUrl}/api/v1/query_exemplars`, {
        query,
        start: String(atMs / 1000 - 60),
        end: String(atMs / 1000 + 60),
      });
      expect(found?.exemplars[0]?.labels.trace_id).toBe(TRACE_ID);
    },
    90_000,
    500,
  );
});
