import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { AgentRun } from '../support/agent-run.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { newDataDir } from '../support/new-data-dir.ts';
import { NginxProcess } from '../support/nginx-process.ts';
import { logsBody } from '../support/otlp-json.ts';
import { SseClient } from '../support/sse-client.ts';
import { nothingShort, shortfallOf } from '../support/stored-load.ts';

/** Three hubs on one PostgreSQL behind nginx, of which each is replaced under load, as an upgrade does, and one killed. */

/** A hub that others pass requests on to asks for a key. */
const KEY = 'a key of sixteen characters or more';
const headers = { 'x-api-key': KEY };

let folder: string;
let postgres: EmbeddedPostgres;
let nginx: NginxProcess;
const ports: number[] = [];
const hubs: HubProcess[] = [];

const startHub = (port: number) =>
  new HubProcess({
    PORT: String(port),
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_API_KEY: KEY,
    OBSERVATORY_DRAIN_S: '1',
    OBSERVATORY_TRUSTED_PROXIES: '127.0.0.1',
    DATABASE_URL: `postgres://observatory@/observatory?host=${encodeURIComponent(postgres.connection.host)}`,
  });

beforeAll(async () => {
  folder = newDataDir({ isEmpty: true });
  postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {} });
  for (let count = 0; count < 3; count += 1) ports.push(await freePort());
  hubs.push(...ports.map(startHub));
  // All at once, on an empty database.
  await Promise.all(hubs.map(({ ready }) => ready));
  nginx = await NginxProcess.start(ports);
});
afterAll(async () => {
  await nginx?.stop();
  await Promise.all(hubs.map((hub) => hub.stop()));
  await postgres?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Follows the events as a browser does: from where it was, whenever its stream ends. */
class Follower {
  readonly ids: string[] = [];
  opened = 0;
  /** What the streams that ended told of when to come back, ms. */
  readonly retries: number[] = [];
  #client: SseClient | null = null;
  #stopped = false;
  #done: Promise<void> = Promise.resolve();

  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async start(): Promise<this> {
    this.#done = this.#follow();
    await eventually(() => expect(this.opened).toBe(1));
    return this;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#client?.close();
    await this.#done;
  }

  async #follow(): Promise<void> {
    let lastId = '';
    while (!this.#stopped) {
      const client = await SseClient.open(this.#url, {
        headers: { ...headers, ...(lastId === '' ? {} : { 'last-event-id': lastId }) },
      }).catch(() => null);
      if (client === null) {
        await pause(100);
        continue;
      }
      this.#client = client;
      this.opened += 1;
      let told = 0;
      while (!client.isClosed && !this.#stopped) {
        await pause(20);
        told = this.#take(client, told);
      }
      this.#take(client, told);
      lastId = client.lastId || lastId;
      const retry = /^retry: (\d+)$/m.exec(client.frames.at(-1) ?? '')?.[1];
      if (retry !== undefined) this.retries.push(Number(retry));
      if (!this.#stopped) await pause(Number(retry ?? 200));
    }
  }

  #take(client: SseClient, from: number): number {
    const { messages } = client;
    for (const { data } of messages.slice(from)) {
      const { executionId } = data as { executionId?: string };
      if (executionId !== undefined) this.ids.push(executionId);
    }
    return messages.length;
  }
}

test('each of three hubs is replaced under load, and one is killed: nothing is lost, doubled or missed', {
  timeout: 600_000,
}, async () => {
  const url = nginx.url;
  const loads = Array.from({ length: 2 }, () => new AcknowledgedLoad(url, { everyMs: 50, headers }).start());
  const followers = await Promise.all(
    Array.from({ length: 3 }, () => new Follower(`${url}/api/observability/events/stream`).start()),
  );
  const sent: string[] = [];
  let isSending = true;
  /** Events, each acknowledged before the next, sent again until then under the same id. */
  const events = (async () => {
    while (isSending) {
      const run = new AgentRun({ name: 'followed' });
      const record = run.start();
      const isTaken = () =>
        fetch(`${url}/v1/logs`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(logsBody('shop', [record])),
        }).then(
          ({ status }) => status === 200,
          () => false,
        );
      while (!(await isTaken())) await pause(50);
      sent.push(run.id);
      await pause(50);
    }
  })();

  await pause(1500);
  const resent = () => loads.reduce((sum, load) => sum + load.resent, 0);
  for (const [index, port] of ports.entries()) {
    await hubs[index]?.stop();
    expect(hubs[index]?.child.exitCode, 'it stopped of itself').toBe(0);
    hubs[index] = startHub(port);
    await hubs[index]?.ready;
    await pause(500);
  }
  const resentByUpgrade = resent();
  const victim = hubs[1];
  victim?.child.kill('SIGKILL');
  await pause(1000);
  hubs[1] = startHub(ports[1] ?? 0);
  await hubs[1]?.ready;
  await pause(1500);

  isSending = false;
  await events;
  await Promise.all(loads.map((load) => load.stop()));
  await eventually(() => {
    for (const { ids } of followers) expect(sent.filter((id) => !ids.includes(id))).toEqual([]);
  });
  await Promise.all(followers.map((follower) => follower.stop()));
  const acknowledged = loads.reduce((sum, load) => sum + load.traces.size, 0);
  const reopened = followers.reduce((sum, { opened }) => sum + opened - 1, 0);
  console.log(
    `3 hubs replaced, 1 killed: ${acknowledged} runs and ${sent.length} events acknowledged; requests sent again: ${resentByUpgrade} while hubs were replaced, ${resent()} in all; streams opened again ${reopened} times`,
  );
  expect(acknowledged).toBeGreaterThan(50);
  expect(await shortfallOf(postgres.connection, loads)).toEqual(nothingShort);
  // A rolling upgrade costs a sender nothing: no connection is refused that another hub could take.
  expect(resentByUpgrade).toBe(0);
  for (const { ids } of followers) {
    const own = ids.filter((id) => sent.includes(id));
    expect(own, 'in their order, each once').toEqual(sent);
  }
  expect(reopened, 'streams were ended').toBeGreaterThan(0);
  const retries = followers.flatMap((follower) => follower.retries);
  expect(retries.length).toBeGreaterThan(0);
  expect(retries.every((ms) => ms >= 200 && ms <= 2000)).toBe(true);
});
