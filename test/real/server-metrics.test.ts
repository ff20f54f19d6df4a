import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nameOf } from '../../alerts/promql/expression.ts';
import { type ServerMetric, serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { stack as stackAlerts } from '../../alerts/stack/alerts.ts';
import { serverBinary } from '../../infra/install/cache.ts';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { promNames } from '../support/backends.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { postJson, tracesBody } from '../support/otlp-json.ts';
import { ProcessStack } from '../support/process-stack.ts';
import { newSpanId, newTraceId } from '../support/send.ts';
import { stackSettings } from '../support/stack-settings.ts';

const HEALTHY_S = 120;
const RUNS_HERE: readonly ServerMetric['from'][] = [
  'prometheus',
  'alertmanager',
  'loki',
  'jaeger',
  'collector',
  'host',
];
/** What a server has only after a failure or beside replicas that are not brought about here: its program must name it. */
const ONLY_IN_PROGRAM: readonly { readonly metrics: RegExp; readonly program: readonly [string, string] }[] =
  [
    {
      metrics: /^otelcol_(exporter_enqueue_failed|processor_refused)_/,
      program: ['otelcol', 'otelcol-observatory'],
    },
    { metrics: /^alertmanager_cluster_members$/, program: ['alertmanager', 'alertmanager'] },
  ];

let stack: ProcessStack;
let elsewhere: Server;
let isWell = true;
beforeAll(async () => {
  // Stands for a Mimir that takes everything and has nothing, and for a service that is well.
  elsewhere = createServer((request, response) => {
    request.resume();
    if (request.url === '/health' && !isWell) {
      response.destroy();
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [] } }));
  });
  const port = await freePort();
  await new Promise<void>((done) => elsewhere.listen(port, '127.0.0.1', done));
  const url = `http://127.0.0.1:${port}`;
  stack = await ProcessStack.prepare({
    collection: { hostMetrics: true, healthChecks: [`${url}/health`] },
    stores: { metrics: 'mimir', metricsUrl: `${url}/api/v1/push`, metricsQueryUrl: url },
  });
  await stack.up();
}, 300_000);
afterAll(async () => {
  await stack?.remove();
  elsewhere?.close();
});

interface Rules {
  readonly data: {
    readonly groups: readonly {
      readonly name: string;
      readonly lastEvaluation: string;
      readonly rules: readonly {
        readonly name: string;
        readonly type: string;
        readonly state?: string;
        readonly health: string;
        readonly lastError?: string;
      }[];
    }[];
  };
}
const groups = async () =>
  ((await (await fetch(`${stack.url('prometheus')}/api/v1/rules`)).json()) as Rules).data.groups;

async function someLoad(failure?: { type: string; message: string }): Promise<void> {
  const load = new AcknowledgedLoad(stack.url('otlpHttp')).start();
  await eventually(() => expect(load.lines.size).toBeGreaterThan(20));
  await load.stop();
  // One service that calls another, for the service graph.
  const traceId = newTraceId();
  const [client, server] = [newSpanId(), newSpanId()];
  const now = Date.now();
  const span = { traceId, startMs: now - 100, endMs: now, ...(failure === undefined ? {} : { failure }) };
  for (const [service, one] of [
    ['shop', { ...span, spanId: client, name: 'GET /price', kind: 3 }],
    ['prices', { ...span, spanId: server, parentSpanId: client, name: 'GET /price', kind: 2 }],
  ] as const) {
    await postJson(`${stack.url('otlpHttp')}/v1/traces`, tracesBody(service, [one]));
  }
}

test('A healthy stack evaluates every rule, and tells nobody anything', async () => {
  await someLoad();
  const since = Date.now();
  await eventually(
    async () => {
      // Groups that are evaluated every five minutes may have their first time still before them.
      const own = (await groups()).filter(({ name }) => name.startsWith('stack-'));
      expect(own.length).toBeGreaterThan(5);
      for (const { lastEvaluation } of own) {
        expect(Date.parse(lastEvaluation)).toBeGreaterThan(since + HEALTHY_S * 1000);
      }
    },
    (HEALTHY_S + 90) * 1000,
    2000,
  );
  const rules = (await groups()).flatMap((group) =>
    group.rules.map((rule) => ({ ...rule, group: group.name })),
  );
  const faulty = rules.filter(({ health }) => health === 'err');
  expect(faulty.map(({ name, lastError }) => `${name}: ${lastError}`)).toEqual([]);
  const firing = rules.filter(({ state }) => state === 'firing').map(({ name }) => name);
  expect(firing).toEqual(['Watchdog']);
  // Not even about to tell: what the stack says of itself does not hang on how busy this machine is.
  const own = stackAlerts(stackSettings()).flatMap(({ alerts }) => alerts.map(({ name }) => name));
  const loaded = rules.filter(({ name }) => own.includes(name));
  expect(loaded.map(({ name }) => name).toSorted()).toEqual(own.toSorted());
  const pending = loaded.filter(({ state }) => state === 'pending').map(({ name }) => name);
  // Loki first deletes ten minutes after its start; until then only the two hours of waiting count.
  expect(pending.filter((name) => name !== 'LokiRetentionStopped')).toEqual([]);
}, 300_000);

test('Each metric of a server that rules name is there', async () => {
  // Some are there only once something failed: a probe, a call between services, lines that Loki discards.
  isWell = false;
  await someLoad({ type: 'timeout', message: 'no answer' });
  // Jaeger counts questions to its stores.
  await fetch(
    `${stack.url('jaeger')}/api/metrics/calls?service=shop&endTs=${Date.now()}&lookback=60000&step=15000`,
  );
  for (const time of ['1000000000', '2000000000']) {
    await fetch(`${stack.url('loki')}/loki/api/v1/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        streams: [{ stream: { service_name: 'old' }, values: [[time, 'too old']] }],
      }),
    });
  }
  const needed = Object.values(serverMetrics as Readonly<Record<string, ServerMetric>>)
    .filter(({ from }) => RUNS_HERE.includes(from))
    .map((metric) => (metric.kind === 'histogram' ? `${nameOf(metric)}_count` : nameOf(metric)));
  const inPrograms = new Set(
    needed.filter((name) =>
      ONLY_IN_PROGRAM.some(
        ({ metrics, program }) => metrics.test(name) && readFileSync(serverBinary(...program)).includes(name),
      ),
    ),
  );
  await eventually(
    async () => {
      const found = new Set([...(await promNames(stack)), ...inPrograms]);
      expect(needed.filter((name) => !found.has(name))).toEqual([]);
    },
    120_000,
    2000,
  );
}, 240_000);

test('Labels by which rules join series are those that the servers give', async () => {
  const queues = await labelsOf('otelcol_exporter_queue_size');
  const capacities = await labelsOf('otelcol_exporter_queue_capacity');
  expect(queues).toEqual(expect.arrayContaining(['exporter', 'data_type']));
  expect(capacities).toContain('exporter');
  expect(await labelsOf('prometheus_target_scrape_pool_targets')).toContain('scrape_job');
});

async function labelsOf(metric: string): Promise<string[]> {
  const response = await fetch(
    `${stack.url('prometheus')}/api/v1/labels?${new URLSearchParams({ 'match[]': metric })}`,
  );
  return ((await response.json()) as { data: string[] }).data;
}
