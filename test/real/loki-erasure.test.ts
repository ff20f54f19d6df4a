import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { processStack } from '../../infra/stack/stack.ts';
import { get } from '../support/api.ts';
import { ComponentProcess } from '../support/component-process.ts';
import { eventually } from '../support/eventually.ts';
import { freeRange } from '../support/free-port.ts';
import { postJson } from '../support/otlp-json.ts';
import { stackSettings } from '../support/stack-settings.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const folder = mkdtempSync(join(tmpdir(), 'observatory-loki-'));
let loki: ComponentProcess | undefined;
let hub: TestHub | undefined;
let journal = '';
const DAY_MS = 86_400_000;
let startLoki: () => Promise<ComponentProcess>;

beforeAll(async () => {
  const first = await freeRange(60);
  const names = ['jaeger', 'grafana', 'prometheus', 'loki', 'alertmanager', 'hub', 'otlpGrpc', 'otlpHttp'];
  const ports = { ...Object.fromEntries(names.map((name, at) => [name, first + at])), internal: first + 20 };
  const stack = processStack(stackSettings({ ports }), folder);
  startLoki = () => {
    const components = stack.components.map((component) => {
      if (component.name !== 'loki') return component;
      const files = component.files.map((file) => ({
        ...file,
        content: impatient(file.content),
      }));
      return { ...component, files };
    });
    return ComponentProcess.start({ ...stack, components }, folder, 'loki');
  };
});
afterAll(async () => {
  await hub?.remove();
  await loki?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The stack's configuration, but that what takes hours there takes seconds. */
function impatient(content: string): string {
  const config = parse(content) as {
    compactor: object;
    ingester: { wal: { dir: string } };
  };
  journal = config.ingester.wal.dir;
  // Loki adds a minute to the one.
  Object.assign(config.compactor, { delete_request_cancel_period: '-59s', compaction_interval: '2s' });
  return stringify(config);
}

async function lines(): Promise<string[]> {
  const parameters = new URLSearchParams({
    query: '{service_name=~".+"}',
    start: `${Date.now() - DAY_MS}000000`,
    end: `${Date.now() + 1000}000000`,
  });
  const response = await fetch(`${loki?.url}/loki/api/v1/query_range?${parameters}`);
  const { data } = (await response.json()) as { data: { result: { values: [string, string][] }[] } };
  return data.result.flatMap(({ values }) => values.map(([, line]) => line)).toSorted();
}

test('lines of an erased user vanish from Loki, also those of the last second, and are deleted there; others stay', async () => {
  loki = await startLoki();
  const nowMs = Date.now();
  const line = (name: string, user: string, agoMs: number) => ({
    timeUnixNano: `${nowMs - agoMs}000000`,
    body: { stringValue: `${name} of ${user}` },
    attributes: [{ key: name === 'old' ? 'enduser.id' : 'user.id', value: { stringValue: user } }],
  });
  await postJson(`${loki.url}/otlp/v1/logs`, {
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeLogs: [
          {
            logRecords: ['an"na', 'bert'].flatMap((user) => [
              // Of the same day, for each of which Loki has an index.
              line('old', user, Math.min(1_800_000, nowMs % DAY_MS)),
              line('new', user, 0),
            ]),
          },
        ],
      },
    ],
  });
  const all = ['new of an"na', 'new of bert', 'old of an"na', 'old of bert'];
  await eventually(async () => expect(await lines()).toEqual(all));
  // What is in the store is deleted, with the index, which a Loki that stops writes. One that goes on would know of a request
  // after five minutes only, since it has been asked before.
  expect((await fetch(`${loki.url}/flush`, { method: 'POST' })).status).toBe(204);
  await loki.stop();
  // What a Loki reads of its journal it holds until it stores it once more.
  rmSync(journal, { recursive: true });
  loki = await startLoki();
  // A Loki that starts uploads the index of the one before.
  await eventually(() => expect(globSync(`${folder}/**/index_*/*/*-compactor-*`)).toHaveLength(1), 60_000);
  hub = await startTestHub({ OBSERVATORY_LOKI_URL: loki.url }, undefined, {
    erasures: { everyMs: 50, settleMs: 0 },
  });
  const id = encodeURIComponent('an"na');
  const response = await fetch(`${hub.url}/api/v1/users/${id}?confirm=${id}`, { method: 'DELETE' });
  expect(response.status, await response.clone().text()).toBe(202);
  const begun = (await response.json()) as { id: string };
  const { url } = hub;
  await eventually(async () => {
    const erasure = await get<{ state: string; elsewhere: { loki: string } }>(
      { url },
      `/api/v1/erasures/${begun.id}`,
    );
    expect(erasure).toMatchObject({ state: 'done', elsewhere: { loki: expect.stringContaining('took') } });
  });
  const others = ['new of bert', 'old of bert'];
  await eventually(async () => expect(await lines()).toEqual(others));
  await eventually(async () => {
    const requests = await fetch(`${loki?.url}/loki/api/v1/delete`);
    expect(await requests.json()).toMatchObject([{ status: 'processed' }]);
  }, 90_000);
  // Not only left out by queries: of the two users' four lines, two were taken out of the store.
  const metrics = await (await fetch(`${loki.url}/metrics`)).text();
  expect(metrics).toMatch(/^loki_compactor_deleted_lines\{.*\} 2$/m);
});
