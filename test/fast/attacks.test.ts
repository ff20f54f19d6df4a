import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { rawRequest } from '../support/raw-http.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

/** Zip bombs and bodies that are too deep or too large: hub/src/otlp, and bad-input.test.ts. */
const KEY = 'a key of sixteen characters or more';
const withKey = { 'x-api-key': KEY };
const MOST_CONNECTIONS = 120;
const CRLF = '\r\n';

let hub: TestHub;
let site: string;
let rssBefore: number;
const log: string[] = [];
const sockets: RawClient[] = [];

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'observatory-attacks-'));
  mkdirSync(join(site, 'page'));
  writeFileSync(join(site, 'page', 'index.html'), '<!doctype html><title>the page</title>');
  writeFileSync(join(site, 'secret.txt'), 'what lies beside the page');
  hub = await startTestHub(
    {
      OBSERVATORY_API_KEY: KEY,
      OBSERVATORY_RATE_LIMIT: '100000',
      OBSERVATORY_MAX_CONNECTIONS: String(MOST_CONNECTIONS),
    },
    undefined,
    {
      log: (line) => log.push(line),
      pageDir: join(site, 'page'),
      patience: { headersMs: 400, requestMs: 800, everyMs: 100 },
    },
  );
  rssBefore = process.memoryUsage().rss;
});
afterAll(async () => {
  for (const client of sockets) client.socket.destroy();
  await hub?.remove();
  rmSync(site, { recursive: true, force: true });
});

interface RawClient {
  readonly socket: Socket;
  received: string;
  isClosed: boolean;
}

/** A connection that sends bytes as they are. */
function open(bytes = '', localAddress = '127.0.0.1'): Promise<RawClient> {
  const { port } = new URL(hub.url);
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress });
    const client: RawClient = { socket, received: '', isClosed: false };
    sockets.push(client);
    socket.setEncoding('utf8').on('data', (text) => {
      client.received += text;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      client.isClosed = true;
    });
    socket.on('connect', () => {
      socket.write(bytes);
      resolve(client);
    });
  });
}

const answers = ({ received }: RawClient) => received.match(/HTTP\/1\.1 \d{3}/g) ?? [];
const isUp = async () => expect((await rawRequest(`${hub.url}/health`)).status).toBe(200);
const allClosed = (clients: readonly RawClient[]) =>
  eventually(() => expect(clients.filter(({ isClosed }) => !isClosed)).toHaveLength(0));

describe('connections', () => {
  test.each([
    ['headers', 'GET /health HTTP/1.1\r\nHost: localhost\r\n', 'x-slow: 1\r\n'],
    [
      'a body',
      `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEY}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`,
      ' ',
    ],
    [
      'a body in chunks',
      `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEY}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      '1\r\n \r\n',
    ],
  ])('on which %s trickle are cut off, while others are answered', async (_what, begin, drop) => {
    const slow = await Promise.all(Array.from({ length: 20 }, () => open(begin)));
    const timer = setInterval(() => {
      for (const { socket } of slow) if (socket.writable) socket.write(drop);
    }, 50);
    try {
      await isUp();
      await allClosed(slow);
    } finally {
      clearInterval(timer);
    }
  });

  test('that say nothing are closed', async () => {
    await allClosed(await Promise.all(Array.from({ length: 30 }, () => open())));
  });

  test('of one address are bounded, and another address is answered', async () => {
    const many = await Promise.all(Array.from({ length: MOST_CONNECTIONS + 60 }, () => open()));
    await eventually(() => expect(many.filter(({ isClosed }) => isClosed).length).toBeGreaterThanOrEqual(60));
    const other = await open('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n', '127.0.0.2');
    await eventually(() => expect(other.received).toContain('HTTP/1.1 200'));
    await allClosed(many);
    await isUp();
  });
});

describe('requests that two servers could read in two ways are refused, and nothing after them is read:', () => {
  const smuggled = `GET /status HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEY}\r\n\r\n`;
  const post = (headers: string) => `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`;
  test.each([
    [
      'Transfer-Encoding and Content-Length',
      `${post('Content-Length: 4\r\nTransfer-Encoding: chunked')}0\r\n\r\n`,
    ],
    ['two lengths', `${post('Content-Length: 0\r\nContent-Length: 10')}`],
    ['a list of lengths', `${post('Content-Length: 0, 10')}`],
    ['a length that is no number', `${post('Content-Length: +0')}`],
    ['an encoding after chunked', `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n`],
    ['an encoding nobody knows', `${post('Transfer-Encoding: xchunked')}0\r\n\r\n`],
    ['a space before the colon', `${post('Transfer-Encoding : chunked')}0\r\n\r\n`],
    ['a folded header', `${post('X-A: b\r\n Transfer-Encoding: chunked')}0\r\n\r\n`],
    ['a chunk size that is no number', `${post('Transfer-Encoding: chunked')}0x0\r\n\r\n`],
    ['a line feed alone in a chunk extension', `${post('Transfer-Encoding: chunked')}0;a=\n\r\n\r\n`],
    ['no Host', 'GET /health HTTP/1.1\r\n\r\n'],
    ['two Hosts', 'GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n'],
    ['a NUL in a header', 'GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: a\0b\r\n\r\n'],
  ])('%s', async (_what, bytes) => {
    const client = await open(bytes + smuggled);
    await eventually(() => expect(client.isClosed || answers(client).length > 0).toBe(true));
    await eventually(() => expect(client.isClosed).toBe(true));
    expect(answers(client).filter((answer) => answer === 'HTTP/1.1 200')).toEqual([]);
    expect(answers(client).length).toBeLessThanOrEqual(1);
  });
});

describe('what comes back in headers', () => {
  const evil = 'a\r\nX-Injected: yes\r\n\r\n<script>';
  const value = encodeURIComponent(evil);
  test.each([
    `/api/v1/otlp/traces?cursor=${value}`,
    `/api/v1/otlp/logs?limit=1&execution_id=${value}`,
    `/api/v1/executions?cursor=${value}`,
    `/api/v1/executions/${value}`,
    `/api/v1/budgets/${value}`,
    `/analytics-dashboard.html?${value}=${value}`,
    `/docs?${value}`,
    `/${value}`,
    `/login?return_to=${value}`,
    `/api/v1/login/callback?state=${value}&code=${value}`,
    `//evil.example/%2f..?${value}`,
  ])('is never a line of its own: %s', async (path) => {
    const client = await open(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${KEY}\r\nX-Observatory-Project: default\r\nConnection: close\r\n\r\n`,
    );
    await eventually(() => expect(client.isClosed).toBe(true));
    const head = client.received.slice(0, client.received.indexOf(CRLF + CRLF)).toLowerCase();
    expect(head).toMatch(/^http\/1\.1 [2345]\d\d/);
    expect(head).not.toContain('\nx-injected');
    expect(/\nlocation: *([^\r]*)/.exec(head)?.[1] ?? '/').toMatch(/^\/(?!\/)/);
  });
});

describe('paths that lead out of the page', () => {
  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/....//secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/index.html%00.txt',
    '//etc/passwd',
    '/runbooks/..%2f..%2fpackage',
    '/runbooks/%2e%2e%2f%2e%2e%2fpackage.json',
    '/docs/static/..%2f..%2fpackage.json',
  ])('answer nothing of it: %s', async (path) => {
    const { status, text } = await rawRequest(hub.url, { path, headers: withKey });
    expect(text).not.toContain('what lies beside the page');
    expect(text).not.toMatch(/root:|"dependencies"/);
    expect(status === 200 ? text : '').toMatch(/^$|the page|<!doctype/i);
  });
});

describe('input that is made to break', () => {
  const put = (path: string, body: string) =>
    rawRequest(hub.url + path, {
      method: 'PUT',
      headers: { ...withKey, 'content-type': 'application/json' },
      body,
    });

  test('names that reach prototypes change none', async () => {
    const bodies = [
      '{"__proto__": {"polluted": true}, "period": "day", "limit_usd": 1}',
      '{"constructor": {"prototype": {"polluted": true}}, "period": "day", "limit_usd": 1}',
      '{"content": {"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}}',
    ];
    for (const body of bodies)
      for (const path of [
        '/api/v1/budgets/x',
        '/api/v1/memory/a/b/c',
        '/api/v1/memory/__proto__/constructor/x',
      ])
        expect((await put(path, body)).status).toBeLessThan(500);
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(
        (await rawRequest(`${hub.url}/api/v1/budgets/${name}?${name}=1`, { headers: withKey })).status,
      ).toBeLessThan(500);
    // The hub runs in this process.
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('a body of very many names, and of names that numbers hash alike, is refused or taken in no time', async () => {
    const many = (name: (at: number) => string) =>
      `{"content": {${Array.from({ length: 4000 }, (_, at) => `"${name(at)}":0`).join(',')}}}`;
    for (const body of [
      many((at) => `k${at}`),
      many((at) => String(at * 2 ** 20)),
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    ])
      expect((await put('/api/v1/memory/a/b/names', body)).status).toBeLessThan(500);
    await isUp();
  });

  test('a very long address, header, or number of headers is refused', async () => {
    const long = 'a'.repeat(20_000);
    const requests = [
      `GET /${long} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: ${long}\r\n\r\n`,
      `GET /health HTTP/1.1\r\nHost: localhost\r\n${Array.from({ length: 3000 }, (_, at) => `x-${at}: 1\r\n`).join('')}\r\n`,
    ];
    for (const bytes of requests) {
      const client = await open(bytes);
      await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 4\d\d/));
      client.socket.destroy();
    }
    expect(
      (await rawRequest(`${hub.url}/api/v1/budgets/${'b'.repeat(4000)}`, { headers: withKey })).status,
    ).toBeLessThan(500);
  });
});

describe('WebSockets', () => {
  const socket = () => WebSocketClient.open(`${hub.url}/ws`, { headers: withKey });

  test('that are flooded with frames, or get a huge or broken one, are closed', async () => {
    const floods: ((client: WebSocketClient) => void)[] = [
      (client) => {
        for (let at = 0; at < 1500; at += 1) client.send('{"type": "ping"}');
      },
      // The head of a frame of a terabyte.
      (client) => client.sendRaw(Buffer.from([0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4])),
      (client) => client.sendRaw(Buffer.from([0xf1, 0x80, 1, 2, 3, 4])),
      (client) => client.sendRaw(Buffer.from('81026869', 'hex')),
    ];
    for (const flood of floods) {
      const client = await socket();
      flood(client);
      await eventually(() => expect(client.isClosed || client.closing !== undefined).toBe(true));
      client.close();
    }
    await isUp();
  });

  test('that come without a key, by the dozen, are all refused', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, () => WebSocketClient.open(`${hub.url}/ws`)),
    );
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    await isUp();
  });
});

test('nothing that anybody sends makes a line in the log of its own, or reaches a terminal', async () => {
  const evil = encodeURIComponent('x\n{"level":60,"msg":"forged"}\r\u001b[2J\u009b31m');
  for (const path of [`/${evil}`, `/api/v1/executions/${evil}`, `/api/v1/events?search=${evil}`])
    await rawRequest(hub.url + path, {
      headers: { ...withKey, 'user-agent': 'a\tb', 'x-forwarded-for': 'x, y', 'x-request-id': 'forged' },
    });
  for (const line of log) {
    expect(line.trimEnd().split('\n')).toHaveLength(1);
    expect(() => JSON.parse(line)).not.toThrow();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f]/);
  }
  const { text } = await rawRequest(`${hub.url}/api/v1/audit/export`, { headers: withKey });
  const lines = text.trimEnd().split('\n');
  expect(lines.every((line) => typeof JSON.parse(line) === 'object')).toBe(true);
  expect(text).not.toContain('"msg":"forged"');
});

test('after all of it the hub answers and holds no more memory than before', async () => {
  await isUp();
  expect((await rawRequest(`${hub.url}/status`, { headers: withKey })).status).toBe(200);
  expect(process.memoryUsage().rss - rssBefore).toBeLessThan(200 * 1024 * 1024);
});
