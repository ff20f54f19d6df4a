import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import openApi from '../../hub/openapi.json' with { type: 'json' };
import { type RawAnswer, rawRequest } from '../support/raw-http.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Who gets an answer of each route of the OpenAPI document, and of the pages that show it. */
const KEY = 'a-key-of-sixteen-or-more';
const FOREIGN = 'http://evil.example';
let open: TestHub;
let locked: TestHub;
let cookie = '';

beforeAll(async () => {
  [open, locked] = await Promise.all([
    startTestHub(),
    startTestHub({ OBSERVATORY_API_KEY: KEY, OBSERVATORY_RATE_LIMIT: '100000' }),
  ]);
  const answer = await rawRequest(`${locked.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: locked.url },
    body: JSON.stringify({ key: KEY }),
  });
  cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
});
afterAll(async () => {
  await locked.remove();
  await open.remove();
});

const docs = [
  '/openapi.json',
  '/api/docs',
  '/api/docs/',
  '/api/docs/json',
  '/api/docs/yaml',
  '/api/docs/static/index.html',
  '/api/docs/static/swagger-initializer.js',
  '/api/docs/static/swagger-ui-bundle.js',
  '/api/docs/static/nowhere.js',
].map((path) => ({ method: 'get', path }));
/** Probes say nothing of the data; the session and the way to a provider are what access begins with. */
const opened = [
  '/health',
  '/ready',
  '/api/v1/session',
  '/api/v1/login',
  '/api/v1/login/options',
  '/api/v1/login/callback',
];
const routes = [
  ...Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method, path: path.replace(/\{\w+\}/g, '0') })),
  ),
  ...docs,
].filter(({ path }) => !opened.includes(path));
const sockets = routes.filter(({ path }) => /\/ws\b/.test(path));

const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
};
const refusal = ({ status, text }: RawAnswer) => [status, JSON.parse(text).error?.code];
const ask = (hub: TestHub, { method, path }: (typeof routes)[number], headers: Record<string, string> = {}) =>
  rawRequest(hub.url + path, { method: method.toUpperCase(), headers });
const unauthorized = [401, 'OBS_UNAUTHORIZED'];
const forbidden = [403, 'OBS_FORBIDDEN_HOST'];

describe('a hub with a key', () => {
  test.each(routes)('tells nothing without it: $method $path', async (route) => {
    expect(refusal(await ask(locked, route))).toEqual(unauthorized);
    expect(refusal(await ask(locked, route, { accept: 'text/html', origin: locked.url }))).toEqual(
      unauthorized,
    );
  });

  test.each(routes)(
    'answers no page of another site through the session of its reader: $method $path',
    async (route) => {
      for (const headers of [
        { origin: FOREIGN },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ])
        expect(refusal(await ask(locked, route, { ...headers, cookie } as Record<string, string>))).toEqual(
          forbidden,
        );
    },
  );

  // Of each route access-matrix.test.ts asks, where the number of wrong keys has no limit.
  test('takes no session beside a wrong key', async () => {
    const wrong = { authorization: 'Bearer another-key-of-sixteen', cookie };
    expect(refusal(await ask(locked, { method: 'get', path: '/api/v1/executions' }, wrong))).toEqual(
      unauthorized,
    );
  });

  test.each(sockets)('opens no WebSocket without it, or for a foreign page: $path', async (route) => {
    expect(refusal(await ask(locked, route, handshake))).toEqual(unauthorized);
    expect(refusal(await ask(locked, route, { ...handshake, cookie, origin: FOREIGN }))).toEqual(forbidden);
  });

  test.each(docs.filter(({ path }) => !/nowhere|index.html/.test(path)))(
    'shows its routes to a browser with a session: $path',
    async (route) => {
      expect((await ask(locked, route, { cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    },
  );

  test.each([
    '//api/v1/executions',
    '/health/../api/v1/executions',
    '/health%2f..%2fapi/v1/executions',
    '/HEALTH',
    '/api/v1/session/x',
    '/runbooks/../api/v1/executions',
    '/runbooks/x/../../api/v1/executions',
    '/api/docs/static/../../../package.json',
    '/api/docs/static/%2e%2e%2f%2e%2e%2fpackage.json',
  ])('cannot be had by a path that looks like an open one: %s', async (path) => {
    const { hostname, port } = new URL(locked.url);
    // As it is: fetch and URL would tidy it up.
    const answer = await rawRequest(`http://${hostname}:${port}`, { path });
    expect([401, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/"executions":|"dependencies"/);
  });
});

describe('a hub without a key', () => {
  test.each(routes)('answers no page of another site: $method $path', async (route) => {
    expect(refusal(await ask(open, route, { origin: FOREIGN }))).toEqual(forbidden);
    expect(refusal(await ask(open, route, { host: 'evil.example' }))).toEqual(forbidden);
  });

  test.each(sockets)('opens no WebSocket for one: $path', async (route) => {
    expect(refusal(await ask(open, route, { ...handshake, origin: FOREIGN }))).toEqual(forbidden);
    expect(refusal(await ask(open, route, { ...handshake, host: 'evil.example' }))).toEqual(forbidden);
  });
});
