import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, isBuilt, pageBuild } from '../../infra/start/build.ts';
import { AgentRun } from '../support/agent-run.ts';
import { launchBrowser, PATIENCE_MS } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { tracesBody } from '../support/otlp-json.ts';
import { sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/**
 * A page of somebody else, in the browser of a reader who is signed in: it reads nothing of a hub, changes nothing and
 * shows nothing of it in a frame. Other ports of the same host are other origins of the same site, where cookies go.
 */
const root = resolve(import.meta.dirname, '../..');
const KEY = 'obs_a-key-of-sixteen-or-more';
const SECRET = 'the words of a customer';
const REBOUND = 'rebound.example';

let closed: TestHub;
let opened: TestHub;
let browser: Browser;
let context: BrowserContext;
let server: Server;
let port = 0;

beforeAll(async () => {
  if (!isBuilt(pageBuild(root))) await build(pageBuild(root));
  const pageDir = resolve(root, 'console/dist/page');
  closed = await startTestHub(
    { OBSERVATORY_API_KEY: KEY, OBSERVATORY_ALLOWED_HOSTS: 'hub.example' },
    undefined,
    { pageDir },
  );
  opened = await startTestHub({}, undefined, { pageDir });
  for (const hub of [closed, opened]) {
    const run = new AgentRun({ name: SECRET });
    await sendSpans(hub, [run.span()]);
    await eventually(async () => expect(await stateOf(hub)).toContain(SECRET));
  }
  server = createServer((_request, response) => {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>elsewhere</title><body></body>');
  });
  await new Promise<void>((then) => server.listen(0, '127.0.0.1', then));
  port = (server.address() as AddressInfo).port;
  browser = await launchBrowser([`--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`]);
  context = await browser.newContext();
  context.setDefaultTimeout(PATIENCE_MS);
  const signedIn = await context.request.post(`${closed.url}/api/v1/session`, { data: { key: KEY } });
  expect(signedIn.status()).toBe(200);
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  await closed?.remove();
  await opened?.remove();
});

/** What an attack may change. */
async function stateOf(hub: TestHub): Promise<string> {
  const paths = [
    'keys',
    'projects',
    'budgets',
    'silences',
    'alerts',
    'alerts/rules',
    'workflows',
    'redaction/rules',
  ];
  const lists = paths.map((path) => `/api/v1/${path}`);
  const texts = [...lists, '/api/v1/executions', '/api/v1/notifications/channels'].map(async (path) => {
    const answer = await fetch(hub.url + path, {
      headers: hub === closed ? { authorization: `Bearer ${KEY}` } : {},
    });
    const body = (await answer.json()) as Record<string, unknown>;
    expect(answer.status, path).toBe(200);
    return (
      path + JSON.stringify(body, (key, value) => (/_at$|^(from|to)$|duration/.test(key) ? null : value))
    );
  });
  return (await Promise.all(texts)).join('\n');
}

async function elsewhere(origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(origin);
  return page;
}

/** Ways to read, run in the attacker's page: gives what each got. */
const readingWays = async (hub: string) => {
  const { document, WebSocket, EventSource } = globalThis as unknown as {
    document: {
      createElement(name: string): Record<string, unknown>;
      body: { append(element: unknown): void };
    };
    WebSocket: new (url: string) => Record<string, unknown>;
    EventSource: new (url: string, init: object) => Record<string, unknown>;
  };
  const got: string[] = [];
  const within = <T>(work: Promise<T>) =>
    Promise.race([work, new Promise<null>((then) => setTimeout(() => then(null), 3000))]);
  const paths = [
    '/api/v1/executions',
    '/api/v1/session',
    '/status',
    '/metrics',
    '/openapi.json',
    '/',
    '/otlp/traces',
  ];
  for (const path of paths) {
    for (const mode of ['cors', 'no-cors'] as const) {
      const text = await fetch(hub + path, { credentials: 'include', mode }).then(
        (answer) => answer.text(),
        () => '',
      );
      if (text !== '') got.push(`fetch ${mode} ${path}: ${text.slice(0, 80)}`);
    }
    for (const [name, attribute] of [
      ['img', 'src'],
      ['script', 'src'],
      ['video', 'src'],
      ['link', 'href'],
    ] as const) {
      const element = document.createElement(name);
      const loaded = new Promise<boolean>((then) => {
        element.onload = element.onloadeddata = () => then(true);
        element.onerror = () => then(false);
      });
      if (name === 'link') element.rel = 'stylesheet';
      element[attribute] = hub + path;
      document.body.append(element);
      if (await within(loaded)) got.push(`<${name}> ${path}`);
    }
  }
  for (const path of ['/ws', '/api/v1/events/ws', '/api/v1/observability/ws/metrics']) {
    const socket = new WebSocket(hub.replace('http', 'ws') + path);
    const isOpen = await within(
      new Promise<boolean>((then) => {
        socket.onopen = () => then(true);
        socket.onerror = () => then(false);
      }),
    );
    if (isOpen) got.push(`WebSocket ${path}`);
  }
  for (const path of ['/api/v1/executions/stream', '/api/observability/events/stream']) {
    const stream = new EventSource(hub + path, { withCredentials: true });
    const isOpen = await within(
      new Promise<boolean>((then) => {
        stream.onopen = stream.onmessage = () => then(true);
        stream.onerror = () => then(false);
      }),
    );
    (stream.close as () => void).call(stream);
    if (isOpen) got.push(`EventSource ${path}`);
  }
  return got;
};

/** Ways to change, run in the attacker's page, none of whose answers it can read. */
const changingWays = async ({ hub, posts }: { hub: string; posts: readonly [string, string, string][] }) => {
  const { document, navigator } = globalThis as unknown as {
    document: {
      createElement(name: string): Record<string, unknown> & { append(child: unknown): void; submit(): void };
      body: { append(element: unknown): void };
    };
    navigator: { sendBeacon(url: string, body: unknown): boolean };
  };
  for (const [method, path, body] of posts) {
    for (const type of [
      'text/plain',
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      for (const mode of ['cors', 'no-cors'] as const) {
        const init = {
          method,
          body,
          mode,
          credentials: 'include',
          headers: { 'content-type': type },
        } as const;
        await fetch(hub + path, init).catch(() => null);
      }
    }
    if (method !== 'POST') continue;
    navigator.sendBeacon(hub + path, body);
    navigator.sendBeacon(hub + path, new Blob([body], { type: 'text/plain' }));
    for (const enctype of ['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded']) {
      const frame = document.createElement('iframe');
      frame.name = `frame-${Math.random()}`;
      const form = document.createElement('form');
      Object.assign(form, { method, action: hub + path, enctype, target: frame.name });
      const field = document.createElement('input');
      // As text/plain the form is name=value: JSON whose last string takes the sign.
      Object.assign(field, { name: `${body.slice(0, -1)},"x":"`, value: '"}' });
      form.append(field);
      document.body.append(frame);
      document.body.append(form);
      const sent = new Promise((then) => {
        frame.onload = then;
        setTimeout(then, 2000);
      });
      form.submit();
      await sent;
    }
  }
};

const spans = JSON.stringify(tracesBody('planted', [new AgentRun({ name: 'planted' }).span()]));
const posts: readonly [string, string, string][] = [
  ['POST', '/v1/traces', spans],
  ['POST', '/v1/logs', '{"resourceLogs":[]}'],
  ['POST', '/api/v1/keys', '{"name":"planted","scopes":["administer"]}'],
  ['POST', '/api/v1/projects', '{"id":"planted"}'],
  ['POST', '/api/observability/health', '{"action":"planted"}'],
  ['POST', '/api/v1/alerts/alertmanager', '{"version":"4","alerts":[]}'],
  ['POST', '/api/v1/session', `{"key":"${KEY}"}`],
  ['PUT', '/api/v1/budgets/planted', '{"period":"day","limit_usd":1}'],
  ['PUT', '/api/v1/workflows/planted', '{"definition":"planted"}'],
  ['DELETE', '/api/v1/session', '{}'],
];

describe.each([
  ['that asks for keys, whose reader is signed in', () => closed],
  ['that asks for no key', () => opened],
] as const)('a hub %s', (_which, hubOf) => {
  test.each([
    ['another port of its host', () => `http://127.0.0.1:${port}`],
    ['another site', () => `http://localhost:${port}`],
    ['another name that leads to this machine', () => `http://${REBOUND}:${port}`],
  ])(
    'gives nothing to a page of %s, takes nothing from it, and shows in no frame of it',
    async (_site, originOf) => {
      const hub = hubOf();
      const before = await stateOf(hub);
      const page = await elsewhere(originOf());
      expect(await page.evaluate(readingWays, hub.url)).toEqual([]);

      await page.evaluate(changingWays, { hub: hub.url, posts });
      expect(await stateOf(hub)).toBe(before);
      if (hub === closed) {
        const still = await context.request.get(`${hub.url}/api/v1/session`);
        expect(still.status()).toBe(200);
      }

      for (const path of ['/', '/runbooks', '/api/docs', '/api/v1/executions', '/analytics-dashboard.html']) {
        const framed = page.waitForEvent('framenavigated');
        await page.evaluate((url) => {
          const { document } = globalThis as unknown as { document: { body: { innerHTML: string } } };
          document.body.innerHTML = `<iframe src="${url}"></iframe>`;
        }, hub.url + path);
        await framed;
        await eventually(() => {
          const [, frame] = page.frames();
          expect(frame?.url()).toBe('chrome-error://chromewebdata/');
        });
      }
      await page.close();
    },
  );

  test('answers a page that is led to it under a foreign name nothing but that', async () => {
    const hub = hubOf();
    const before = await stateOf(hub);
    const page = await context.newPage();
    const rebound = hub.url.replace('127.0.0.1', REBOUND);
    const answer = await page.goto(rebound);
    expect(answer?.status()).toBe(403);
    expect(await page.locator('body').textContent()).toContain('OBS_FORBIDDEN_HOST');
    const statuses = await page.evaluate(async (all) => {
      const found: string[] = [];
      // What the page may ask at all, its policy decides: that of a refusal lets it ask nothing.
      const ask = (path: string, init: RequestInit = {}) =>
        fetch(path, { ...init, headers: { 'content-type': 'application/json' } }).then(
          ({ status }) => found.push(`${init.method ?? 'GET'} ${path} ${status}`),
          () => null,
        );
      for (const path of ['/api/v1/executions', '/status', '/api/v1/session', '/', '/openapi.json'])
        await ask(path);
      for (const [method, path, body] of all) await ask(path, { method, body });
      return found;
    }, posts);
    expect(statuses.filter((status) => !/ 40[13]$/.test(status))).toEqual([]);
    expect(await stateOf(hub)).toBe(before);
    await page.close();
  });
});
