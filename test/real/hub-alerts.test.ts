import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { serverBinary } from '../../infra/install/cache.ts';
import { ask, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Design decision 11: the hub's own alerts go by the real Alertmanager, which alone tells people and tells the hub. */

const KEY = 'the-key-of-the-hub-for-alertmanager';
const authorization = { authorization: `Bearer ${KEY}` };
let folder: string;
let hub: TestHub;
let people: Server;
let port: number;
let alertmanager: ChildProcess | undefined;
/** What people were told: status and name of each alert of each message. */
const told: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'observatory-hub-alerts-'));
  chmodSync(folder, 0o755);
  port = await freePort();
  hub = await startTestHub(
    { OBSERVATORY_API_KEY: KEY, OBSERVATORY_ALERTMANAGER_URL: `http://127.0.0.1:${port}` },
    undefined,
    { rulesEveryMs: 500 },
  );
  writeFileSync(join(folder, 'hub-key'), KEY);
  people = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { alerts } = JSON.parse(Buffer.concat(chunks).toString()) as {
        alerts: { status: string; labels: Record<string, string> }[];
      };
      for (const { status, labels } of alerts) told.push(`${status} ${labels.alertname}`);
      response.end();
    });
  });
  people.listen(0, '127.0.0.1');
  await once(people, 'listening');
});
afterAll(async () => {
  await stopAlertmanager();
  people?.close();
  await hub?.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function startAlertmanager() {
  const address = people.address();
  const config = {
    route: {
      receiver: 'all',
      group_by: ['alertname'],
      group_wait: '0s',
      group_interval: '1s',
      repeat_interval: '4h',
    },
    receivers: [
      {
        name: 'all',
        webhook_configs: [
          {
            url: `${hub.url}/api/v1/alerts/alertmanager`,
            http_config: { authorization: { credentials_file: join(folder, 'hub-key') } },
          },
          { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/` },
        ],
      },
    ],
  };
  writeFileSync(join(folder, 'alertmanager.yml'), stringify(config));
  alertmanager = spawn(
    serverBinary('alertmanager', 'alertmanager'),
    [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  await eventually(
    async () => expect((await fetch(`http://127.0.0.1:${port}/-/ready`)).status).toBe(200),
    90_000,
  );
}
async function stopAlertmanager() {
  if (alertmanager === undefined) return;
  alertmanager.kill('SIGTERM');
  if (alertmanager.exitCode === null && alertmanager.signalCode === null) await once(alertmanager, 'exit');
}

const call = (method: string, path: string, body?: unknown) =>
  fetch(`${hub.url}${path}`, {
    method,
    headers: { ...authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const history = async (name: string) =>
  ((await ask(hub, `/api/v1/alerts?name=${name}`, authorization)).body as Schemas['AlertList']).alerts;
const inAlertmanager = async (path: string) =>
  (await (await fetch(`http://127.0.0.1:${port}/api/v2/${path}`)).json()) as Record<string, never>[];
const rule = (name: string, agent: string) =>
  call('POST', '/api/v1/alerts/rules', { name, condition: 'event_count', threshold: 0, filter: { agent } });
const happen = (agent: string) =>
  queryStore(
    hub,
    `INSERT INTO observability_events (project, time, id, cursor, type, severity, message, source_id, attributes)
     VALUES ('default', now(), 'test ' || gen_random_uuid(), nextval('event_cursor'), 'log', 'info', '', 1,
             jsonb_build_object('gen_ai.agent.name', $1::text))`,
    [agent],
  );

test('one fault is one row and one notice, also when Alertmanager was away as it began', async () => {
  await rule('one_fault', 'planner');
  await happen('planner');
  await eventually(async () => expect(await history('one_fault')).toMatchObject([{ status: 'firing' }]));
  await startAlertmanager();
  const heard = (await history('one_fault'))[0]?.last_notified_at;
  await eventually(() => expect(told).toEqual(['firing one_fault']), 90_000);
  // The fingerprint is Alertmanager's.
  const [posted] = await inAlertmanager('alerts');
  const [row] = await history('one_fault');
  expect(posted).toMatchObject({ fingerprint: row?.fingerprint, labels: row?.labels });
  expect(heard).toBeDefined();
  expect(await history('one_fault')).toMatchObject([{ source: 'hub', status: 'firing' }]);

  // Nothing is evaluated any more, so it is over.
  expect((await call('DELETE', '/api/v1/alerts/rules/one_fault')).status).toBe(204);
  await eventually(() => expect(told).toEqual(['firing one_fault', 'resolved one_fault']), 60_000);
  expect(await history('one_fault')).toMatchObject([{ source: 'hub', status: 'resolved' }]);
});

test('a silence is made in Alertmanager too, and ended there', async () => {
  const made = await call('POST', '/api/v1/silences', {
    matchers: [{ name: 'alertname', value: 'quiet_fault' }],
    ends_at: new Date(Date.now() + 3600_000).toISOString(),
    comment: 'release',
  });
  const { id } = (await made.json()) as { id: string };
  await eventually(async () =>
    expect(await inAlertmanager('silences')).toMatchObject([
      { status: { state: 'active' }, comment: 'release' },
    ]),
  );
  await rule('quiet_fault', 'writer');
  await happen('writer');
  await eventually(async () => {
    const found = await inAlertmanager('alerts?silenced=true&active=false&filter=alertname=quiet_fault');
    expect(found).toMatchObject([{ status: { state: 'suppressed' } }]);
  }, 90_000);
  expect(await history('quiet_fault')).toMatchObject([{ state: 'silenced' }]);
  expect(told.filter((text) => text.includes('quiet_fault'))).toEqual([]);

  expect((await call('DELETE', `/api/v1/silences/${id}`)).status).toBe(204);
  await eventually(() => expect(told).toContain('firing quiet_fault'), 90_000);
  expect(await history('quiet_fault')).toMatchObject([{ state: 'active', source: 'hub' }]);
});

test('a silence that is made in Alertmanager itself is in the list of the hub', async () => {
  const startsAt = new Date(Date.now() + 3600_000).toISOString();
  const endsAt = new Date(Date.now() + 7200_000).toISOString();
  const made = await fetch(`http://127.0.0.1:${port}/api/v2/silences`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      matchers: [{ name: 'alertname', value: 'nothing', isRegex: false, isEqual: true }],
      ...{ startsAt, endsAt, createdBy: 'grace', comment: 'by hand' },
    }),
  });
  const { silenceID: id } = (await made.json()) as { silenceID: string };
  const list = async () => (await ask(hub, '/api/v1/silences', authorization)).body as Schemas['SilenceList'];
  const found = (await list()).silences.filter((one) => one.id === id);
  expect(found).toMatchObject([{ source: 'alertmanager', status: 'pending', created_by: 'grace' }]);
  await fetch(`http://127.0.0.1:${port}/api/v2/silence/${id}`, { method: 'DELETE' });
});
