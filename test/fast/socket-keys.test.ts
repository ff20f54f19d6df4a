import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { eventually } from '../support/eventually.ts';
import { tracesBody } from '../support/otlp-json.ts';
import { sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

/** A page of somebody else's, whose origin a setting lets in: its browser sends no key with a handshake. */
const PAGE = 'https://portal.example';
const ROOT = 'the-root-key-of-this-test';
let hub: TestHub;
const clients: WebSocketClient[] = [];
let asked = 0;

beforeAll(async () => {
  hub = await startTestHub({
    OBSERVATORY_API_KEY: ROOT,
    OBSERVATORY_ALLOWED_ORIGINS: PAGE,
    OBSERVATORY_TRUSTED_PROXIES: '127.0.0.1',
    OBSERVATORY_RATE_LIMIT: '100000',
  });
});
afterAll(() => hub.remove());
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

/** Another address each time unless given: wrong keys are counted by address. */
async function open(headers: Record<string, string> = {}): Promise<WebSocketClient> {
  asked += 1;
  const client = await WebSocketClient.open(`${hub.url}/ws`, {
    headers: { origin: PAGE, 'x-forwarded-for': `10.0.${asked >> 8}.${asked & 255}`, ...headers },
  });
  clients.push(client);
  return client;
}
const say = (client: WebSocketClient, ...frames: object[]) => {
  for (const frame of frames) client.send(JSON.stringify(frame));
};
const refused = (headers: Record<string, string>) =>
  open(headers).then(
    () => 'opened',
    (error) => String(error.message).slice(0, 3),
  );
async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(hub.url + path, {
    method,
    headers: { 'x-api-key': ROOT, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
async function makeKey(scopes: string[], project?: string): Promise<{ id: string; secret: string }> {
  const { key, secret } = await call('POST', '/api/v1/keys', {
    name: 'portal',
    scopes,
    ...(project && { project }),
  });
  return { id: (key as { id: string }).id, secret: String(secret) };
}
const openStreams = async () =>
  ((await call('GET', '/status')) as { streams: { open: number } }).streams.open;

describe('a page of another origin', () => {
  test('gives its key in the first frame, and gets what it may', async () => {
    const { secret } = await makeKey(['read']);
    const client = await open();
    // Without waiting for the answer, as a client would.
    say(
      client,
      { type: 'authenticate', key: secret },
      { type: 'subscribe', id: 'runs', topic: 'executions' },
    );
    await eventually(() =>
      expect(client.messages).toEqual([
        { type: 'authenticated', name: 'portal', project: 'default' },
        { type: 'subscribed', id: 'runs', topic: 'executions', resumes: false },
      ]),
    );
    await sendSpans(hub, [new AgentRun().span()]);
    await eventually(() => expect(client.messages.at(-1)).toMatchObject({ type: 'execution', id: 'runs' }));
    const { entries } = (await call('GET', '/api/v1/audit?action=watchEvents')) as {
      entries: { actor: { name: string }; outcome: string }[];
    };
    expect(entries[0]).toMatchObject({ actor: { name: 'portal' }, outcome: 'done' });
  });

  test('counts as a stream from then on, and not before', async () => {
    const before = await openStreams();
    const client = await open();
    expect(await openStreams()).toBe(before);
    say(client, { type: 'authenticate', key: ROOT });
    await eventually(async () => expect(await openStreams()).toBe(before + 1));
    client.close();
    await eventually(async () => expect(await openStreams()).toBe(before));
  });

  test.each([
    ['no frame that gives a key', { type: 'subscribe', id: 'x' }],
    ['a key that is not known', { type: 'authenticate', key: 'obs_none' }],
    ['no key', { type: 'authenticate' }],
    ['a key that is no text', { type: 'authenticate', key: { $gt: '' } }],
    ['more than a key', { type: 'authenticate', key: ROOT, more: 1 }],
    ['a project of others', { type: 'authenticate', key: ROOT, project: 'elsewhere' }],
  ])('is closed with 4401 when the first frame says %s', async (_what, frame) => {
    const client = await open();
    say(client, frame, { type: 'subscribe', id: 'after' });
    await eventually(() => expect(client.closing?.code).toBe(4401));
    expect(client.messages).toEqual([]);
  });

  test('is closed with 4401 when no key comes within five seconds', async () => {
    const client = await open();
    const began = performance.now();
    await eventually(() => expect(client.closing?.code).toBe(4401), 8000);
    expect(performance.now() - began).toBeGreaterThan(4500);
  });

  test('needs the scope that reading asks for', async () => {
    const { secret } = await makeKey(['ingest']);
    const client = await open();
    say(client, { type: 'authenticate', key: secret });
    await eventually(() => expect(client.closing).toMatchObject({ code: 4401 }));
    expect(client.closing?.reason).toContain('OBS_FORBIDDEN');
  });

  test('is sent off when its key is revoked', async () => {
    const { id, secret } = await makeKey(['read']);
    const client = await open();
    say(client, { type: 'authenticate', key: secret });
    await eventually(() => expect(client.messages).toHaveLength(1));
    await call('DELETE', `/api/v1/keys/${id}`);
    await eventually(() => expect(client.closing?.code).toBe(4401), 3000);
  });

  test('sees the project of its key alone', async () => {
    await call('POST', '/api/v1/projects', { id: 'lab' });
    const { secret } = await makeKey(['read'], 'lab');
    const client = await open();
    say(client, { type: 'authenticate', key: secret }, { type: 'subscribe', topic: 'executions' });
    await eventually(() => expect(client.messages).toHaveLength(2));
    await sendSpans(hub, [new AgentRun().span()]);
    const { secret: sender } = await makeKey(['ingest'], 'lab');
    const own = new AgentRun({ name: 'lab-agent' });
    await fetch(`${hub.url}/v1/traces`, {
      method: 'POST',
      headers: { 'x-api-key': sender, 'content-type': 'application/json' },
      body: JSON.stringify(tracesBody('lab', [own.span()])),
    });
    await eventually(() => expect(client.messages.length).toBeGreaterThan(2));
    expect(client.messages.slice(2)).toMatchObject([{ execution: { id: own.id } }]);
  });

  test('guesses no more keys than over HTTP, whatever the connection', async () => {
    const headers = { 'x-forwarded-for': '10.9.9.9' };
    for (let at = 0; at < 30; at += 1) {
      const client = await open(headers);
      say(client, { type: 'authenticate', key: `guess-${at}` });
      await eventually(() => expect(client.closing?.code).toBe(4401));
    }
    const { secret } = await makeKey(['read']);
    const late = await open(headers);
    say(late, { type: 'authenticate', key: secret });
    await eventually(() => expect(late.closing?.code).toBe(1013));
    const answer = await fetch(`${hub.url}/api/v1/executions`, {
      headers: { ...headers, 'x-api-key': secret },
    });
    expect(answer.status).toBe(429);
  });
});

describe('who must say who they are with the handshake', () => {
  test('are pages of origins that nobody let in, and programs', async () => {
    expect(await refused({ origin: 'https://evil.example' })).toBe('401');
    expect(await refused({ origin: 'null' })).toBe('401');
    asked += 1;
    await expect(WebSocketClient.open(`${hub.url}/ws`)).rejects.toThrow(/^401/);
    await expect(
      WebSocketClient.open(`${hub.url}/api/v1/observability/ws/metrics`, { headers: { origin: PAGE } }),
    ).rejects.toThrow(/^401/);
  });

  test('a wrong key there is no second chance', async () => {
    expect(await refused({ 'x-api-key': 'wrong' })).toBe('401');
  });
});

test('a key in the first frame goes before that of the handshake', async () => {
  const { secret } = await makeKey(['read']);
  const client = await open({ 'x-api-key': ROOT });
  say(client, { type: 'authenticate', key: secret });
  await eventually(() => expect(client.messages).toMatchObject([{ name: 'portal' }]));
});

test('a key is given first or not at all', async () => {
  const client = await open({ 'x-api-key': ROOT });
  say(client, { type: 'ping' }, { type: 'authenticate', key: ROOT });
  await eventually(() =>
    expect(client.messages).toMatchObject([{ type: 'pong' }, { type: 'error', status: 400 }]),
  );
});

test('no more than a hundred connections wait for their key', async () => {
  const waiting = await Promise.all(Array.from({ length: 100 }, () => open()));
  expect(await refused({})).toBe('429');
  for (const client of waiting) client.close();
  await eventually(async () => expect(await refused({})).toBe('opened'));
});
