import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { serverBinary } from '../../infra/install/cache.ts';
import { ask, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { SseClient } from '../support/sse-client.ts';

/** The hub as the receiver of the real Alertmanager: its key in a file, one row an occurrence. */

const KEY = 'the-key-of-the-hub-for-alertmanager';
const headers = { authorization: `Bearer ${KEY}` };

let folder: string;
let hub: HubProcess;
let url: string;
/** Two that know nothing of each other, as when the network between them is cut. */
const alertmanagers: { readonly url: string; readonly child: ChildProcess }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'observatory-alert-history-'));
  // As root, the hub's database runs as another user, which must get to its data.
  chmodSync(folder, 0o755);
  hub = new HubProcess({
    PORT: '0',
    OBSERVATORY_OTLP_HTTP_PORT: '0',
    OBSERVATORY_OTLP_GRPC_PORT: '0',
    OBSERVATORY_DATA_DIR: join(folder, 'hub'),
    OBSERVATORY_API_KEY: KEY,
  });
  ({ url } = await hub.ready);
  writeFileSync(join(folder, 'hub-key'), KEY);
  for (const name of ['a', 'b']) alertmanagers.push(await startAlertmanager(name));
});

afterAll(async () => {
  for (const { child } of alertmanagers) {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  await hub?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startAlertmanager(name: string) {
  const config = {
    route: {
      receiver: 'hub',
      group_by: ['alertname'],
      group_wait: '0s',
      group_interval: '1s',
      repeat_interval: '1s',
    },
    receivers: [
      {
        name: 'hub',
        webhook_configs: [
          {
            url: `${url}/api/v1/alerts/alertmanager`,
            send_resolved: true,
            http_config: { authorization: { credentials_file: join(folder, 'hub-key') } },
          },
        ],
      },
    ],
  };
  const file = join(folder, `${name}.yml`);
  writeFileSync(file, stringify(config));
  const port = await freePort();
  const child = spawn(
    serverBinary('alertmanager', 'alertmanager'),
    [
      `--config.file=${file}`,
      `--storage.path=${join(folder, name)}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  const started = { url: `http://127.0.0.1:${port}`, child };
  await eventually(async () => expect((await fetch(`${started.url}/-/ready`)).status).toBe(200), 90_000);
  return started;
}

/** Tells Alertmanagers of an alert, as Prometheus does: without an end it fires. */
async function tell(
  to: readonly { readonly url: string }[],
  name: string,
  times: { start: Date; end?: Date },
) {
  const alert = {
    labels: { alertname: name, severity: 'critical', agent: 'planner' },
    annotations: { summary: 'Runs of an agent fail.', description: 'planner: 12 % of the runs failed.' },
    startsAt: times.start.toISOString(),
    ...(times.end === undefined ? {} : { endsAt: times.end.toISOString() }),
    generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
  };
  for (const one of to) {
    const response = await fetch(`${one.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([alert]),
    });
    expect(response.status).toBe(200);
  }
}

async function history(name: string): Promise<Schemas['Alert'][]> {
  const { body } = await ask({ url }, `/api/v1/alerts?name=${name}`, headers);
  return (body as Schemas['AlertList']).alerts;
}

describe("the hub as Alertmanager's receiver", () => {
  test('has one row that fires, then is resolved, however often it is told', async () => {
    const stream = await SseClient.open(`${url}/api/observability/events/stream?types=alert`, { headers });
    const start = new Date(Date.now() - 60_000);
    await tell(alertmanagers.slice(0, 1), 'AgentFailing', { start });
    const [first] = await eventually(async () => {
      const rows = await history('AgentFailing');
      expect(rows).toHaveLength(1);
      return rows;
    }, 90_000);
    expect(first).toMatchObject({
      name: 'AgentFailing',
      severity: 'critical',
      status: 'firing',
      source: 'alertmanager',
      labels: { alertname: 'AgentFailing', severity: 'critical', agent: 'planner' },
      summary: 'Runs of an agent fail.',
      starts_at: `${start.toISOString().slice(0, -1)}000Z`,
      ends_at: null,
      generator_url: 'http://prometheus:9090/graph?g0.expr=up',
    });
    // Alertmanager repeats itself.
    await eventually(async () => {
      const [again] = await history('AgentFailing');
      expect(again?.last_notified_at).not.toBe(first?.last_notified_at);
    }, 90_000);

    const end = new Date();
    await tell(alertmanagers.slice(0, 1), 'AgentFailing', { start, end });
    await eventually(async () => {
      expect(await history('AgentFailing')).toMatchObject([
        { id: first?.id, status: 'resolved', ends_at: `${end.toISOString().slice(0, -1)}000Z` },
      ]);
    }, 90_000);
    await eventually(() => expect(stream.messages).toHaveLength(2));
    expect(stream.messages.map(({ data }) => (data as { message: string }).message)).toEqual([
      'AgentFailing fires: Runs of an agent fail.',
      'AgentFailing is resolved: Runs of an agent fail.',
    ]);
    stream.close();
  });

  test('has one row of what two Alertmanagers tell it, who heard of it at different times', async () => {
    const start = new Date(Date.now() - 60_000);
    const [a, b] = alertmanagers.map((one) => [one]);
    await tell(a ?? [], 'ToolFailing', { start });
    await tell(b ?? [], 'ToolFailing', { start: new Date(start.getTime() + 700) });
    // Both have told the hub, twice at least.
    const before = await Promise.all(alertmanagers.map(told));
    await eventually(async () => {
      const now = await Promise.all(alertmanagers.map(told));
      for (const [at, count] of now.entries()) expect(count).toBeGreaterThan((before[at] ?? 0) + 1);
    }, 90_000);
    expect(await history('ToolFailing')).toMatchObject([{ status: 'firing' }]);
    const end = new Date();
    await tell(alertmanagers, 'ToolFailing', { start, end });
    await eventually(async () => {
      expect(await history('ToolFailing')).toMatchObject([{ status: 'resolved' }]);
    }, 90_000);
    expect(await history('ToolFailing')).toHaveLength(1);
  });
});

/** How many notices an Alertmanager has sent. */
async function told(alertmanager: { readonly url: string }): Promise<number> {
  const { body } = await ask(alertmanager, '/metrics');
  const line = /^alertmanager_notifications_total\{.*integration="webhook".*\} (\d+)$/m;
  return Number(line.exec(String(body))?.[1] ?? 0);
}
