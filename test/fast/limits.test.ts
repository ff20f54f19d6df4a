import { afterAll, beforeAll, expect, test } from 'vitest';
import { grpcAnswer, grpcExport } from '../support/grpc-export.ts';
import { rawRequest } from '../support/raw-http.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

const KEY = 'a key of sixteen characters or more';
const READ_KEY = 'another key that only reads things';
let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub({
    OBSERVATORY_API_KEY: KEY,
    OBSERVATORY_READ_KEY: READ_KEY,
    OBSERVATORY_RATE_LIMIT: '20',
    OBSERVATORY_TRUSTED_PROXIES: '127.0.0.1',
  });
});
afterAll(() => hub?.remove());

/** From an address, as the proxy that is trusted says it. */
const ask = (path: string, address: string, headers: Record<string, string> = {}) =>
  rawRequest(hub.url + path, { headers: { 'x-forwarded-for': address, ...headers } });

test('each answer says how many are left; one too many is 429 and when to come again, whatever the address', async () => {
  const answers = [];
  for (let at = 0; at < 21; at += 1)
    answers.push(await ask('/api/v1/budgets', `192.0.2.${at}`, { 'x-api-key': READ_KEY }));
  expect(answers[0]?.headers).toMatchObject({
    'ratelimit-policy': '"key";q=20;w=60',
    ratelimit: '"key";r=19;t=60',
    'x-ratelimit-limit': '20',
    'x-ratelimit-remaining': '19',
  });
  expect(answers.slice(0, 20).every(({ status }) => status === 200)).toBe(true);
  const last = answers[20];
  expect(last?.status).toBe(429);
  expect(last?.headers.ratelimit).toMatch(/^"key";r=0;t=\d+$/);
  expect(last?.headers['retry-after']).toBe(/t=(\d+)/.exec(String(last?.headers.ratelimit))?.[1]);
  expect(JSON.parse(last?.text ?? '').error.code).toBe('OBS_RATE_LIMITED');
  // Handshakes count, another key does not, and probes never.
  await expect(WebSocketClient.open(`${hub.url}/ws`, { headers: { 'x-api-key': READ_KEY } })).rejects.toThrow(
    '429',
  );
  expect((await ask('/api/v1/budgets', '192.0.2.1', { 'x-api-key': KEY })).status).toBe(200);
  expect((await ask('/health', '192.0.2.1', { 'x-api-key': READ_KEY })).status).toBe(200);
});

test('whoever gives no key is counted by address, an IPv6 one by its /64', async () => {
  const statuses = [];
  for (let at = 0; at < 21; at += 1)
    statuses.push((await ask('/api/v1/budgets', `2001:db8:0:1::${at + 1}`)).status);
  expect(statuses).toEqual([...Array(20).fill(401), 429]);
  expect((await ask('/api/v1/budgets', '2001:db8:0:2::1')).status).toBe(401);
});

test('after many wrong keys of an address no unknown one is looked at, and one that was good goes on', async () => {
  const address = '198.51.100.7';
  await ask('/api/v1/overview', address, { 'x-api-key': KEY });
  const statuses = [];
  for (let at = 0; at < 32; at += 1)
    statuses.push(
      (await ask('/api/v1/budgets', address, { 'x-api-key': `a wrong key, number ${at}` })).status,
    );
  expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
  expect(statuses.at(-1)).toBe(429);
  // Also where telemetry is taken, or that would tell which key is good.
  const ingest = await rawRequest(`${hub.url}/v1/traces`, {
    method: 'POST',
    headers: {
      'x-forwarded-for': address,
      'x-api-key': 'a wrong key again',
      'content-type': 'application/json',
    },
    body: '{}',
  });
  expect(ingest.status).toBe(429);
  expect((await ask('/api/v1/budgets', address, { 'x-api-key': KEY })).status).toBe(200);
  expect((await ask('/api/v1/budgets', '198.51.100.8', { 'x-api-key': 'a wrong key' })).status).toBe(401);
});

test('wrong keys are counted where none is needed, too: how such an answer is counted tells a good one', async () => {
  const address = '198.51.100.9';
  for (let at = 0; at < 15; at += 1)
    await ask('/api/v1/login/options', address, { 'x-api-key': `a wrong key, number ${at}` });
  for (let at = 0; at < 15; at += 1)
    await ask('/api/v1/budgets', address, { 'x-api-key': `a wrong key, number ${at}` });
  expect((await ask('/api/v1/budgets', address, { 'x-api-key': 'one more wrong key' })).status).toBe(429);
});

test('over gRPC nobody guesses more keys than over HTTP, and one that was good goes on', async () => {
  const send = (key: string) => grpcExport(hub.otlpGrpcPort ?? 0, { 'x-api-key': key });
  expect(await send(KEY)).toBe(0);
  const statuses = [];
  for (let at = 0; at < 31; at += 1) statuses.push(await send(`a wrong key, number ${at}`));
  // UNAUTHENTICATED, then RESOURCE_EXHAUSTED.
  expect(statuses).toEqual([...Array(30).fill(16), 8]);
  expect(await send(KEY)).toBe(0);
});

test('telemetry is not counted unless a setting says so', async () => {
  for (let at = 0; at < 30; at += 1) {
    const { status, headers } = await rawRequest(`${hub.url}/v1/traces`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(status).toBe(200);
    expect(headers.ratelimit).toBeUndefined();
  }
});

test('X-Forwarded-For of whoever is no proxy of the settings is not believed', async () => {
  hub = await hub.restart({
    OBSERVATORY_TRUSTED_PROXIES: '192.0.2.0/24',
    OBSERVATORY_INGEST_RATE_LIMIT: '5',
  });
  const statuses = [];
  for (let at = 0; at < 21; at += 1) statuses.push((await ask('/api/v1/budgets', `203.0.113.${at}`)).status);
  expect(statuses.at(-1)).toBe(429);
  const sent = [];
  for (let at = 0; at < 6; at += 1)
    sent.push(
      await rawRequest(`${hub.url}/v1/traces`, {
        method: 'POST',
        headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
        body: '{}',
      }),
    );
  expect(sent.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
  expect(sent[0]?.headers['ratelimit-policy']).toBe('"ingest";q=5;w=60');
  expect(Number(sent[5]?.headers['retry-after'])).toBeGreaterThan(0);
});

test('over gRPC a sender has the limit that it has over HTTP, counted together, and is told when to come again', async () => {
  hub = await hub.restart({ OBSERVATORY_INGEST_RATE_LIMIT: '5' });
  const send = () => grpcAnswer(hub.otlpGrpcPort ?? 0, { 'x-api-key': KEY });
  const overHttp = () =>
    rawRequest(`${hub.url}/v1/traces`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
      body: '{}',
    });
  expect([(await overHttp()).status, (await overHttp()).status]).toEqual([200, 200]);
  const answers = [];
  for (let at = 0; at < 4; at += 1) answers.push(await send());
  // RESOURCE_EXHAUSTED.
  expect(answers.map(({ status }) => status)).toEqual([0, 0, 0, 8]);
  const { details } = answers.at(-1) ?? { details: Buffer.alloc(0) };
  expect(details.toString('latin1')).toContain('google.rpc.RetryInfo');
  // It ends with the seconds: until the minute is over, more than the two that a busy hub asks for.
  expect(details.at(-1)).toBeGreaterThan(10);
  expect(details.at(-1)).toBeLessThanOrEqual(60);
  expect((await overHttp()).status).toBe(429);
});

test('a client that floods a WebSocket is let go, and the hub answers on', async () => {
  const client = await WebSocketClient.open(`${hub.url}/ws`, { headers: { 'x-api-key': KEY } });
  for (let at = 0; at < 1500; at += 1) client.send('', 'ping');
  await expect.poll(() => client.isClosed || client.closing?.code === 1008, { timeout: 10_000 }).toBe(true);
  client.close();
  expect((await ask('/health', '192.0.2.1')).status).toBe(200);
});
