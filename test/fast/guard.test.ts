import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { listed } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { grpcExport } from '../support/grpc-export.ts';
import { tracesBody } from '../support/otlp-json.ts';
import { type RawAnswer, rawRequest } from '../support/raw-http.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const KEY = 'a-key-of-sixteen-or-more';
/** Without a key, on its own database; and with one, on the database of the first. */
let open: TestHub;
let locked: TestHub;

beforeAll(async () => {
  open = await startTestHub({ OBSERVATORY_ALLOWED_HOSTS: 'hub.internal, Observatory.Example' });
  const host = encodeURIComponent(join(open.dataDir, 'socket'));
  locked = await startTestHub({
    OBSERVATORY_API_KEY: KEY,
    DATABASE_URL: `postgres://observatory@/observatory?host=${host}`,
  });
});
afterAll(async () => {
  await locked.remove();
  await open.remove();
});

const codeOf = ({ text }: RawAnswer) => JSON.parse(text).error?.code;
const otlpPort = (hub: TestHub) => `http://127.0.0.1:${hub.otlpHttpPort}`;
const post = (url: string, headers: Record<string, string>, run = new AgentRun()) =>
  rawRequest(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(tracesBody('shop', [run.span()])),
  });

describe('a hub without a key', () => {
  test.each([
    'localhost',
    'LOCALHOST:3001',
    '127.0.0.1:1',
    '[::1]:3001',
    'hub.internal',
    'observatory.example:80',
  ])('answers to its own name %s', async (host) => {
    expect((await rawRequest(`${open.url}/api/v1/executions`, { headers: { host } })).status).toBe(200);
  });

  test.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'x-forwarded-proto'])(
    'refuses what a proxy passes on, behind which anyone may be: %s',
    async (name) => {
      const headers = { host: 'localhost', [name]: '10.0.0.1' };
      const answer = await rawRequest(`${open.url}/api/v1/executions`, { headers });
      expect([answer.status, codeOf(answer)]).toEqual([403, 'OBS_FORBIDDEN_HOST']);
      expect(answer.text).toContain('ENABLE_AUTH');
    },
  );

  test.each([
    'evil.example',
    'evil.example:3001',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:127.0.0.1',
    '10.0.0.1',
  ])('refuses a page that reaches it as %s', async (host) => {
    const answer = await rawRequest(`${open.url}/api/v1/executions`, { headers: { host } });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'OBS_FORBIDDEN_HOST']);
    expect(answer.text).toContain('OBSERVATORY_ALLOWED_HOSTS');
  });

  test.each([
    'http://evil.example',
    'https://localhost.evil.example:3001',
    'null',
    'file://',
    'http://127.0.0.1@evil.example',
  ])('refuses a request that comes from a page of %s', async (origin) => {
    const answer = await rawRequest(`${open.url}/api/v1/executions`, { headers: { origin } });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'OBS_FORBIDDEN_HOST']);
  });

  test('refuses it on every route that tells or takes data, and answers its own page', async () => {
    const headers = { origin: 'http://evil.example' };
    for (const path of [
      '/',
      '/metrics',
      '/status',
      '/openapi.json',
      '/api/v1/stats',
      '/api/v1/executions/stream',
      '/api/observability/events/stream',
      '/nowhere',
    ]) {
      expect([path, (await rawRequest(open.url + path, { headers })).status]).toEqual([path, 403]);
    }
    const own = { origin: open.url };
    expect((await rawRequest(`${open.url}/api/v1/stats`, { headers: own })).status).toBe(200);
  });

  test('refuses telemetry that a foreign page sends, on both of its ports', async () => {
    for (const url of [open.url, otlpPort(open)]) {
      for (const headers of [{ origin: 'http://evil.example' }, { host: 'evil.example' }]) {
        const answer = await post(url, headers as Record<string, string>);
        expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
          403,
          { code: 7, message: expect.stringContaining('OBS_FORBIDDEN_HOST') },
        ]);
      }
    }
  });

  test('lets no other origin read its answers', async () => {
    const { headers } = await rawRequest(`${open.url}/api/v1/stats`, { headers: { origin: open.url } });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('serves OTLP and nothing else on its OTLP port', async () => {
    for (const path of ['/', '/api/v1/executions', '/metrics', '/status', '/v1']) {
      expect([path, (await rawRequest(otlpPort(open) + path)).status]).toEqual([path, 404]);
    }
    expect((await post(otlpPort(open), {})).status).toBe(200);
  });
});

describe('a hub with a key', () => {
  const paths = [
    '/',
    '/api/v1/executions',
    '/metrics',
    '/status',
    '/openapi.json',
    '/api/v1/executions/stream',
    '/x',
  ];

  test('asks for it on every route but the probes', async () => {
    for (const path of paths) {
      const answer = await rawRequest(locked.url + path);
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 401, 'OBS_UNAUTHORIZED']);
    }
    for (const path of ['/health', '/ready']) expect((await rawRequest(locked.url + path)).status).toBe(200);
  });

  test.each([
    { authorization: `Bearer ${KEY}` },
    { authorization: `bearer ${KEY}` },
    { 'x-api-key': KEY },
    { 'x-api-key': KEY, host: 'any.example', origin: 'http://any.example' },
  ])('takes it as %j', async (headers) => {
    const answer = await rawRequest(`${locked.url}/api/v1/executions`, {
      headers: headers as Record<string, string>,
    });
    expect(answer.status).toBe(200);
  });

  test.each([
    { authorization: 'Bearer wrong-key-of-sixteen' },
    { authorization: `Bearer ${KEY}x` },
    { authorization: `Basic ${KEY}` },
    { authorization: KEY },
    { 'x-api-key': '' },
    { 'x-api-key': KEY.slice(1) },
    { 'x-api-key': `${KEY}é` },
    { cookie: `key=${KEY}` },
  ])('takes nothing else: %j', async (headers) => {
    const answer = await rawRequest(`${locked.url}/api/v1/executions`, {
      headers: headers as Record<string, string>,
    });
    expect([answer.status, codeOf(answer)]).toEqual([401, 'OBS_UNAUTHORIZED']);
    expect(answer.text).not.toContain(KEY);
  });

  test('does not take it from the address, where logs would keep it', async () => {
    expect((await rawRequest(`${locked.url}/api/v1/executions?key=${KEY}&x-api-key=${KEY}`)).status).toBe(
      401,
    );
  });

  test('asks for it before it takes telemetry over HTTP that another machine may have sent, on both ports', async () => {
    for (const url of [locked.url, otlpPort(locked)]) {
      for (const headers of [
        { 'x-api-key': 'wrong-key-of-sixteen' },
        { 'x-forwarded-for': '10.0.0.1' },
        { forwarded: 'for=10.0.0.1' },
        { via: '1.1 proxy' },
        { 'x-real-ip': '10.0.0.1' },
        { 'x-forwarded-proto': 'https' },
        { 'x-forwarded-host': 'hub.example' },
        { host: 'evil.example' },
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        const answer = await post(url, headers as Record<string, string>);
        expect([headers, answer.status, JSON.parse(answer.text)]).toMatchObject([
          headers,
          401,
          { code: 16, message: expect.stringContaining('OBS_UNAUTHORIZED') },
        ]);
      }
      const run = new AgentRun({ name: 'with a key' });
      expect((await post(url, { authorization: `Bearer ${KEY}` }, run)).status).toBe(200);
      await eventually(async () => expect(await listed(open, run.id)).toBeDefined());
    }
  });
});

describe('telemetry without a key from this machine', () => {
  test('is not taken in the HTTP/1.0 that nginx passes requests on in', async () => {
    const { hostname, port } = new URL(locked.url);
    const socket = connect(Number(port), hostname);
    const answer = text(socket);
    socket.write(
      'POST /v1/traces HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('is refused, not put into the first project, where it names another one', async () => {
    expect((await post(locked.url, { 'x-observatory-project': 'default' })).status).toBe(200);
    const answer = await post(locked.url, { 'x-observatory-project': 'lab' });
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('OBS_FORBIDDEN')]);
    const metadata = { 'x-observatory-project': 'lab' };
    // PERMISSION_DENIED.
    expect(await grpcExport(locked.otlpGrpcPort ?? 0, metadata)).toBe(7);
  });
});

describe('OTLP/gRPC', () => {
  const exportOver = (hub: TestHub, metadata: Record<string, string>) =>
    grpcExport(hub.otlpGrpcPort ?? 0, metadata);
  const OK = 0;
  const UNAUTHENTICATED = 16;

  test('needs no key where the hub has none', async () => {
    expect(await exportOver(open, {})).toBe(OK);
  });

  test('needs no key from this machine, and one where it may come from another', async () => {
    expect(await exportOver(locked, {})).toBe(OK);
    expect(await exportOver(locked, { 'x-forwarded-for': '10.0.0.1' })).toBe(UNAUTHENTICATED);
    expect(await exportOver(locked, { via: '1.1 proxy' })).toBe(UNAUTHENTICATED);
  });

  test('takes the key in either form, and no wrong one', async () => {
    expect(await exportOver(locked, { authorization: 'Bearer wrong-key-of-sixteen' })).toBe(UNAUTHENTICATED);
    expect(await exportOver(locked, { 'x-api-key': 'wrong-key-of-sixteen' })).toBe(UNAUTHENTICATED);
    expect(await exportOver(locked, { authorization: `Bearer ${KEY}` })).toBe(OK);
    expect(await exportOver(locked, { 'x-api-key': KEY })).toBe(OK);
  });
});

describe('a hub that other machines could reach', () => {
  test.each(['0.0.0.0', '::', '192.168.0.7', 'hub.internal'])(
    'does not start on %s without asking for keys',
    async (HOST) => {
      await expect(startTestHub({ HOST, ENABLE_AUTH: 'false' })).rejects.toMatchObject({
        code: 'OBS_BAD_SETTING',
        message: expect.stringMatching(/^ENABLE_AUTH: .*HOST/),
      });
    },
  );
});
