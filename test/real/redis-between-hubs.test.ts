import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition } from '../support/exposition.ts';
import { rawRequest } from '../support/raw-http.ts';
import { RedisServer } from '../support/redis-server.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

/** Two hubs on the database of the first, and a Redis between them. */
const NEVER_MS = 3_600_000;
const KEY = 'a key of sixteen characters or more';
const SECRET = 'the-words-that-nobody-may-see';

let redis: RedisServer;
let store: TestHub;
const hubs: TestHub[] = [];
const clients: { close(): void }[] = [];
const lines: string[] = [];

const databaseOf = (hub: TestHub) =>
  `postgres://observatory@/observatory?host=${encodeURIComponent(join(hub.dataDir, 'socket'))}`;

async function startHub(env: Record<string, string> = {}, options = {}): Promise<TestHub> {
  const hub = await startTestHub(
    { DATABASE_URL: databaseOf(store), OBSERVATORY_REDIS_URL: redis.url, ...env },
    undefined,
    { log: (line) => lines.push(line), ...options },
  );
  hubs.push(hub);
  return hub;
}
const metric = async (hub: TestHub, name: string) =>
  parseExposition(String((await ask(hub, '/metrics')).body)).find((sample) => sample.name === name)?.value;
const isUp = (hub: TestHub, value = 1) =>
  eventually(async () => expect(await metric(hub, 'observatory_redis_up')).toBe(value));
/** Each takes some thirty of the hundred connections of the database. */
async function removeHubs(): Promise<void> {
  for (const hub of hubs.splice(0)) await hub.remove();
}
const startPair = async (env: Record<string, string> = {}, options = {}) => {
  await removeHubs();
  const pair = await Promise.all([startHub(env, options), startHub(env, options)]);
  for (const hub of pair) if (env.OBSERVATORY_API_KEY === undefined) await isUp(hub);
  return pair;
};

beforeAll(async () => {
  redis = await RedisServer.start();
  store = await startTestHub();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  await removeHubs();
  await store?.remove();
  await redis?.kill();
});

async function follow(hub: TestHub, path: string): Promise<SseClient> {
  const client = await SseClient.open(hub.url + path);
  clients.push(client);
  return client;
}
const events = (client: SseClient) =>
  client.messages.map(({ data }) => (data as { message?: string }).message ?? '');
const started = (run: AgentRun, body: string) => [{ ...run.start(), body }];

/** When the figures of a hub were found. */
const until = async (hub: TestHub) =>
  (await get<{ metrics: Schemas['PerformanceMetrics'] }>(hub, '/api/observability/metrics')).metrics.until;

describe('with Redis, before a hub looks by itself', () => {
  let one: TestHub;
  let other: TestHub;
  beforeAll(async () => {
    [one, other] = await startPair({}, { pollMs: NEVER_MS });
  });

  test('events that one hub stores come from the other, each once and in order', async () => {
    const client = await follow(other, '/api/observability/events/stream');
    const sent: string[] = [];
    const tookMs: number[] = [];
    for (let at = 0; at < 30; at += 1) {
      const body = `${SECRET} ${at}`;
      sent.push(body);
      await sendRecords(one, started(new AgentRun({ attributes: { 'user.id': SECRET } }), body));
      const storedMs = performance.now();
      await eventually(() => expect(events(client)).toContain(body), undefined, 2);
      tookMs.push(performance.now() - storedMs);
    }
    expect(events(client).filter((message) => message.startsWith(SECRET))).toEqual(sent);
    console.log(
      `an event was seen by another hub's client after ${tookMs.sort((a, b) => a - b)[15]} ms (median)`,
    );
  });

  test('events of both at once come in the one order of their cursors', async () => {
    const [a, b] = await Promise.all([
      follow(one, '/api/observability/events/stream'),
      follow(other, '/api/observability/events/stream'),
    ]);
    await Promise.all(
      Array.from({ length: 200 }, (_, at) =>
        sendRecords(at % 2 ? one : other, started(new AgentRun(), `mixed ${at}`)),
      ),
    );
    const mixed = (client: SseClient) => events(client).filter((message) => message.startsWith('mixed'));
    await eventually(() => {
      for (const client of [a, b]) expect(new Set(mixed(client)).size).toBe(200);
    });
    expect(mixed(a)).toHaveLength(200);
    expect(mixed(a)).toEqual(mixed(b));
  });

  test('executions that one hub stores come from the stream and the WebSocket of the other', async () => {
    const stream = await follow(other, '/api/v1/executions/stream');
    const states = (run: AgentRun) =>
      stream.messages.flatMap(({ data }) => {
        const { execution } = data as { execution?: Schemas['ExecutionSummary'] };
        return execution?.id === run.id ? [execution.llm_calls] : [];
      });
    // Again with another run where the machine was busy meanwhile.
    await eventually(async () => {
      const run = new AgentRun({ name: 'told', endMs: null });
      await sendSpans(one, [run.span()]);
      await eventually(() => expect(states(run)).toContain(0));
      const socket = await WebSocketClient.open(`${other.url}/api/v1/observability/ws/executions/${run.id}`);
      clients.push(socket);
      await eventually(() => expect(socket.messages).toHaveLength(1));
      // Past the second in which two answers are one.
      await sleep(1500);
      await sendSpans(one, [run.chat()]);
      // It would look by itself after four seconds.
      await eventually(() => expect(socket.messages).toHaveLength(2), 2000);
      await eventually(() => expect(states(run)).toContain(1));
    });
  });

  test('answers are found once for both, and clear_cache forgets them in both', async () => {
    await eventually(async () => {
      const found = await until(one);
      expect(await until(other)).toBe(found);
    });
    await eventually(async () => {
      const startedMs = performance.now();
      const found = await until(other);
      expect(await until(other)).toBe(found);
      const cleared = await rawRequest(`${one.url}/api/observability/health`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"action":"clear_cache"}',
      });
      expect(cleared.status).toBe(200);
      await sleep(50);
      const anew = await until(other);
      // Later it would be too old by itself.
      expect(performance.now() - startedMs).toBeLessThan(450);
      expect(anew).not.toBe(found);
    });
  });

  test('no content and no id of a person is in what Redis is told', async () => {
    const monitor = redis.monitor();
    await sendRecords(one, started(new AgentRun({ attributes: { 'user.id': SECRET } }), SECRET));
    const run = new AgentRun({ attributes: { 'user.id': SECRET } });
    await sendSpans(one, [run.span({ failure: { type: 'Error', message: SECRET } }), run.chat()]);
    for (const path of [
      '/api/v1/observability/overview',
      '/api/v1/users',
      '/api/v1/analysis/failures',
      '/api/v1/agents',
    ])
      await get(other, path);
    await eventually(() => expect(monitor.text()).toContain(run.id));
    await sleep(300);
    monitor.close();
    expect(monitor.text()).toContain('"about\\":\\"events\\"');
    expect(monitor.text()).toContain(':answer:');
    expect(monitor.text()).not.toContain(SECRET);
  });

  test('a hub on another database hears nothing of it', async () => {
    const stranger = await startTestHub({ OBSERVATORY_REDIS_URL: redis.url }, undefined, {
      pollMs: NEVER_MS,
    });
    hubs.push(stranger);
    await isUp(stranger);
    const client = await follow(stranger, '/api/v1/executions/stream');
    const found = await until(one);
    expect(await until(stranger)).not.toBe(found);
    await sendSpans(one, [new AgentRun().span()]);
    await sleep(1000);
    expect(client.messages.map(({ data }) => data)).toEqual([{ type: 'hello' }]);
  });
});

describe('with Redis, limits and keys', () => {
  let one: TestHub;
  let other: TestHub;
  beforeAll(async () => {
    [one, other] = await startPair({ OBSERVATORY_API_KEY: KEY, OBSERVATORY_RATE_LIMIT: '40' });
  });
  const status = async (
    hub: TestHub,
    key: string,
    method = 'GET',
    path = '/api/v1/budgets',
    body?: string,
  ) => {
    const headers = { 'x-api-key': key, ...(body && { 'content-type': 'application/json' }) };
    return rawRequest(hub.url + path, { method, headers, ...(body && { body }) });
  };

  test('a key that is revoked on one hub is refused by the other at once', async () => {
    const made = JSON.parse(
      (await status(one, KEY, 'POST', '/api/v1/keys', '{"name":"short","scopes":["read"]}')).text,
    );
    const key: string = made.secret;
    await eventually(async () => expect((await status(other, key)).status).toBe(200));
    // From memory for four seconds, were it not told.
    await status(one, KEY, 'DELETE', `/api/v1/keys/${made.key.id}`);
    const revokedMs = performance.now();
    await eventually(async () => expect((await status(other, key)).status).toBe(401));
    expect(performance.now() - revokedMs).toBeLessThan(3000);
  });

  test('requests to all hubs count together', async () => {
    const made = JSON.parse(
      (await status(one, KEY, 'POST', '/api/v1/keys', '{"name":"busy","scopes":["read"]}')).text,
    );
    const key: string = made.secret;
    for (let at = 0; at < 30; at += 1) expect((await status(one, key)).status).toBe(200);
    // Told within a second, learnt with the first request here and the second after it.
    await sleep(1500);
    expect((await status(other, key)).status).toBe(200);
    await sleep(2000);
    const answers = [];
    for (let at = 0; at < 10; at += 1) answers.push((await status(other, key)).status);
    expect(answers).toEqual([...Array(9).fill(200), 429]);
  });
});

test('the rights that the docs name are enough', async () => {
  const docs = readFileSync(new URL('../../docs/replicas.md', import.meta.url), 'utf8');
  const rights = /^ACL SETUSER observatory on >PASSWORD (.*)$/m.exec(docs)?.[1] ?? '';
  const guarded = await RedisServer.start({ password: 'a-password-of-it', rights });
  try {
    const [one, other] = await startPair({ OBSERVATORY_REDIS_URL: guarded.url }, { pollMs: NEVER_MS });
    if (one === undefined || other === undefined) throw new Error('no hubs');
    const client = await follow(other, '/api/observability/events/stream');
    await sendRecords(one, started(new AgentRun(), 'by right'));
    await eventually(() => expect(events(client)).toContain('by right'));
    await eventually(async () => {
      const found = await until(one);
      expect(await until(other)).toBe(found);
    });
    await sleep(1500);
    expect(await guarded.refused()).toBe('*0\r\n');
  } finally {
    await removeHubs();
    await guarded.kill();
  }
});

describe('while Redis is away', () => {
  let one: TestHub;
  let other: TestHub;
  beforeAll(async () => {
    [one, other] = await startPair();
  });
  /** Sends events to both hubs in turn until `act` is done, which gets them, and tells the longest that a request took. */
  async function during(name: string, act: (sent: readonly string[]) => Promise<void>) {
    const sent: string[] = [];
    let longestMs = 0;
    let isOver = false;
    const sending = (async () => {
      for (let at = 0; !isOver; at += 1) {
        const startedMs = performance.now();
        await sendRecords(at % 2 ? one : other, started(new AgentRun(), `${name} ${at}`));
        await get(at % 2 ? other : one, '/api/v1/observability/overview');
        longestMs = Math.max(longestMs, performance.now() - startedMs);
        sent.push(`${name} ${at}`);
        await sleep(20);
      }
    })();
    await act(sent);
    isOver = true;
    await sending;
    return { sent, longestMs };
  }
  const of = (client: SseClient, name: string) =>
    events(client).filter((message) => message.startsWith(name));

  test.each([
    ['killed', () => redis.kill(), () => redis.start()],
    ['hanging', async () => redis.hang(), async () => redis.goOn()],
  ] as const)(
    '%s, requests are answered, streams follow, and nothing is lost or doubled',
    async (name, away, back) => {
      lines.length = 0;
      const client = await follow(other, '/api/observability/events/stream');
      const executions = await follow(other, '/api/v1/executions/stream');
      const run = new AgentRun({ name });
      const { sent, longestMs } = await during(name, async (sent) => {
        await sleep(500);
        await away();
        await isUp(one, 0);
        await isUp(other, 0);
        // Before it is back.
        const before = sent.length;
        await eventually(() => expect(sent.length).toBeGreaterThan(before + 5));
        await sendSpans(one, [run.span()]);
        const told = executions.messages.length;
        // Told to look for itself.
        await eventually(() =>
          expect(executions.messages.slice(told).map(({ data }) => data)).toContainEqual({ type: 'hello' }),
        );
        await back();
        await isUp(one);
        await isUp(other);
        await sleep(500);
      });
      await eventually(() => expect(of(client, name)).toHaveLength(sent.length));
      expect(of(client, name)).toEqual(sent);
      const warned = lines.filter((line) => line.includes('Redis does not answer'));
      expect(warned).toHaveLength(2);
      console.log(`${name}: the longest of ${sent.length} requests took ${Math.round(longestMs)} ms`);
    },
  );
});

describe('a Redis that cannot be used', () => {
  beforeAll(removeHubs);
  afterEach(removeHubs);
  test.each([
    ['a wrong password', (port: number) => `redis://:not-the-password@127.0.0.1:${port}`, /WRONGPASS/],
    ['no password', (port: number) => `redis://127.0.0.1:${port}`, /NOAUTH/],
    ['no server', () => 'redis://:not-the-password@127.0.0.1:1', /ECONNREFUSED/],
    ['no TLS there', (port: number) => `rediss://127.0.0.1:${port}`, /.+/],
  ] as const)('%s: the log says why, once, and the hub works', async (_, url, reason) => {
    const locked = await RedisServer.start({ password: 'the-right-password' });
    const said: string[] = [];
    try {
      const hub = await startHub(
        { OBSERVATORY_REDIS_URL: url(locked.port) },
        { log: (line: string) => said.push(line) },
      );
      await eventually(() => expect(said.join('')).toMatch(/Redis does not answer/));
      await sleep(1500);
      expect(said.filter((line) => line.includes('Redis does not answer'))).toHaveLength(1);
      expect(JSON.parse(said.find((line) => line.includes('Redis does not answer')) ?? '{}').reason).toMatch(
        reason,
      );
      expect(said.join('')).not.toContain('not-the-password');
      await sendSpans(hub, [new AgentRun().span()]);
      expect((await ask(hub, '/health')).status).toBe(200);
      expect(await metric(hub, 'observatory_redis_up')).toBe(0);
      expect(await metric(hub, 'observatory_redis_failures_total')).toBeGreaterThan(0);
    } finally {
      await locked.kill();
    }
  });
});
