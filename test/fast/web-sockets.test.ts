import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { tracesBody } from '../support/otlp-json.ts';
import { rawRequest } from '../support/raw-http.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

const METRICS = '/api/v1/observability/ws/metrics';
const executionPath = (id: string) => `/api/v1/observability/ws/executions/${id}`;
const KEY = 'a-key-of-sixteen-or-more';
type Health = Schemas['FleetHealth'];
type Detail = Schemas['ExecutionDetail'];

/** Without a key; and with one, on the database of the first. */
let hub: TestHub;
let locked: TestHub;
const clients: WebSocketClient[] = [];

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_MAX_STREAMS: '4' });
  const host = encodeURIComponent(join(hub.dataDir, 'socket'));
  locked = await startTestHub({
    OBSERVATORY_API_KEY: KEY,
    DATABASE_URL: `postgres://observatory@/observatory?host=${host}`,
  });
});
afterAll(async () => {
  await locked.remove();
  await hub.remove();
});
const openStreams = async () => (await get<Schemas['Status']>(hub, '/status')).streams.open;
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await eventually(async () => expect(await openStreams()).toBe(0));
});

async function watch(
  path: string,
  options: Parameters<typeof WebSocketClient.open>[1] & { at?: TestHub } = {},
): Promise<WebSocketClient> {
  const client = await WebSocketClient.open((options.at ?? hub).url + path, options);
  clients.push(client);
  return client;
}
const types = (client: WebSocketClient) => client.messages.map(({ type }) => type);
const lastOf = <T>(client: WebSocketClient) => client.messages.at(-1)?.data as T;

describe('the WebSocket of metrics', () => {
  test('begins with what the route of health answers, and says what it became', async () => {
    const client = await watch(METRICS);
    await eventually(() => expect(types(client)).toEqual(['snapshot']));
    const before = await get<Health>(hub, '/api/observability/health');
    const first = lastOf<Health>(client);
    expect(first.health).toEqual(before.health);
    expect(Object.keys(first)).toEqual(Object.keys(before));
    expect(Object.keys(first.system)).toEqual(Object.keys(before.system));

    const run = new AgentRun({ startMs: Date.now() });
    await sendRecords(hub, [run.start()]);
    await eventually(() =>
      expect(lastOf<Health>(client)).toMatchObject({
        health: { total_executions: before.health.total_executions + 1 },
        realtime: { running_executions: before.realtime.running_executions + 1 },
      }),
    );
    expect(new Set(types(client).slice(1))).toEqual(new Set(['update']));
    await sendSpans(hub, [run.span()]);
    await eventually(() =>
      expect(lastOf<Health>(client).realtime.running_executions).toBe(before.realtime.running_executions),
    );
  });

  test('says it to all who watch, and at most once a second', { timeout: 30_000 }, async () => {
    const watchers = [await watch(METRICS), await watch(METRICS), await watch(METRICS)];
    const startedMs = performance.now();
    const runs: AgentRun[] = [];
    while (performance.now() - startedMs < 3500) {
      const run = new AgentRun({ name: 'many' });
      runs.push(run);
      await sendSpans(hub, [run.span()]);
    }
    const { health } = await eventually(async () => {
      const answer = await get<Health>(hub, '/api/observability/health');
      expect(answer.health.completed_executions).toBeGreaterThanOrEqual(runs.length);
      return answer;
    });
    for (const client of watchers) {
      await eventually(() =>
        expect(lastOf<Health>(client).health.total_executions).toBe(health.total_executions),
      );
      const seconds = (performance.now() - startedMs) / 1000;
      expect(client.messages.length).toBeLessThanOrEqual(Math.floor(seconds) + 2);
      expect(client.messages.length).toBeGreaterThan(1);
    }
  });
});

describe('the WebSocket of an execution', () => {
  test('begins with what its route answers, and follows it to its end', async () => {
    const run = new AgentRun({ startMs: Date.now() });
    await sendRecords(hub, [run.start()]);
    const client = await watch(executionPath(run.id));
    await eventually(() => expect(types(client)).toEqual(['snapshot']));
    expect(lastOf<Detail>(client)).toEqual(await get<Detail>(hub, `/api/v1/executions/${run.id}`));

    const spanId = newSpanId();
    const step = (type: string) => ({
      ...run.event(type, { attributes: { 'observatory.step.name': 'plan' } }),
      spanId,
    });
    await sendRecords(hub, [step('step_start')]);
    await eventually(() =>
      expect(lastOf<Detail>(client).steps).toMatchObject([
        { step_id: spanId, name: 'plan', status: 'running' },
      ]),
    );
    await sendRecords(hub, [step('step_end'), run.end()]);
    await eventually(() =>
      expect(lastOf<Detail>(client)).toMatchObject({
        execution: { status: 'completed', duration_ms: 2000 },
        steps: [{ step_id: spanId, status: 'completed' }],
      }),
    );
    expect(lastOf<Detail>(client)).toEqual(await get<Detail>(hub, `/api/v1/executions/${run.id}`));
  });

  test('follows what another hub on the database stores', { timeout: 30_000 }, async () => {
    const run = new AgentRun({ startMs: Date.now() });
    await sendRecords(hub, [run.start()]);
    const client = await watch(executionPath(run.id));
    await eventually(() => expect(types(client)).toEqual(['snapshot']));
    const body = JSON.stringify(tracesBody('shop', [run.span(), run.chat()]));
    const headers = { 'content-type': 'application/json', 'x-api-key': KEY };
    await rawRequest(`${locked.url}/v1/traces`, { method: 'POST', headers, body });
    await eventually(
      () => expect(lastOf<Detail>(client).execution).toMatchObject({ status: 'completed', llm_calls: 1 }),
      15_000,
    );
  });

  test.each([newTraceId() + newSpanId(), 'no-id', '%00', 'a'.repeat(200)])(
    'of an unknown id is closed, and says why: %s',
    async (id) => {
      const client = await watch(executionPath(id));
      await eventually(() => expect(client.closing?.code).toBe(4404));
      expect(client.closing?.reason).toMatch(/^OBS_EXECUTION_NOT_FOUND: no execution has the id /);
      expect(client.messages).toEqual([]);
      await eventually(() => expect(client.isClosed).toBe(true));
    },
  );

  test('is closed when the execution turns out to be a step of another', async () => {
    const [traceId, agent, chain] = [newTraceId(), newSpanId(), newSpanId()];
    const startMs = Date.now() - 5000;
    const span = { traceId, startMs, endMs: startMs + 1000, name: 'link' };
    const inner = { 'openinference.span.kind': 'CHAIN' };
    await sendSpans(hub, [{ ...span, spanId: chain, parentSpanId: agent, attributes: inner }]);
    const client = await watch(executionPath(traceId + chain));
    await eventually(() => expect(types(client)).toEqual(['snapshot']));
    await sendSpans(hub, [{ ...span, spanId: agent, attributes: { 'openinference.span.kind': 'AGENT' } }]);
    await eventually(() => expect(client.closing?.code).toBe(4404));
  });
});

describe('what a client says', () => {
  test('is answered with pong where it is ping', async () => {
    const client = await watch(METRICS);
    client.send('{"type":"ping"}');
    client.send('{"type": "ping", "at": 1}');
    await eventually(() => expect(types(client).filter((type) => type === 'pong')).toHaveLength(2));
  });

  test.each([
    ['no JSON', 'ping'],
    ['an unknown type', '{"type":"subscribe"}'],
    ['no object', '[1]'],
    ['null', 'null'],
    ['nothing', ''],
    ['no text', Buffer.from('{"type":"ping"}')],
  ])('is answered with an error where it is %s, and the stream goes on', async (_case, frame) => {
    const client = await watch(METRICS);
    client.send(frame, typeof frame === 'string' ? 'text' : 'binary');
    client.send('{"type":"ping"}');
    await eventually(() => expect(types(client)).toContain('pong'));
    expect(client.messages).toContainEqual({
      type: 'error',
      code: 'OBS_BAD_REQUEST',
      message: 'Expected {"type": "ping"} as text.',
    });
    expect(client.isClosed).toBe(false);
  });

  test.each([
    ['is too large', (client: WebSocketClient) => client.send('x'.repeat(65_000)), 1009],
    ['is no UTF-8', (client: WebSocketClient) => client.send(Buffer.from([0xff, 0xfe]), 'text'), 1007],
    ['is not masked', (client: WebSocketClient) => client.sendRaw(Buffer.from([0x81, 0x01, 0x61])), 1002],
  ])('closes its own stream where it %s', async (_case, say, code) => {
    const [good, bad] = [await watch(METRICS), await watch(METRICS)];
    say(bad);
    await eventually(() => expect(bad.closing?.code).toBe(code));
    await eventually(() => expect(bad.isClosed).toBe(true));
    good.send('{"type":"ping"}');
    await eventually(() => expect(types(good)).toContain('pong'));
  });
});

describe('who may watch', () => {
  const refusal = (options: Parameters<typeof watch>[1], path = METRICS) =>
    watch(path, options).then(
      () => 'opened',
      (error: Error) => error.message,
    );
  const at = () => locked;

  test('is whom the hub answers to, by Host and Origin', async () => {
    expect(await refusal({ headers: { origin: 'http://evil.example' } })).toMatch(
      /^403 .*OBS_FORBIDDEN_HOST/,
    );
    expect(await refusal({ headers: { host: 'evil.example' } })).toMatch(/^403 /);
    // Another port's page is another's, and no CORS would hold its handshake back.
    expect(await refusal({ headers: { origin: 'http://localhost:5173' } })).toMatch(/^403 /);
    expect(await refusal({ headers: { origin: hub.url } })).toBe('opened');
  });

  test('is who has the key, in either header', async () => {
    expect(await refusal({ at: at() })).toMatch(/^401 .*OBS_UNAUTHORIZED/);
    expect(await refusal({ at: at(), headers: { 'x-api-key': 'another-key-of-sixteen' } })).toMatch(/^401 /);
    expect(await refusal({ at: at(), headers: { 'x-api-key': KEY } })).toBe('opened');
    expect(await refusal({ at: at(), headers: { authorization: `Bearer ${KEY}` } })).toBe('opened');
  });

  test("is who is signed in, from the hub's own page", async () => {
    const signedIn = await fetch(`${locked.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key: KEY }),
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await refusal({ at: at(), headers: { cookie, origin: locked.url } })).toBe('opened');
    expect(await refusal({ at: at(), headers: { cookie, origin: 'http://127.0.0.1:1' } })).toMatch(/^403 /);
    expect(await refusal({ at: at(), headers: { cookie, origin: 'null' } })).toMatch(/^403 /);
  });

  test('is at most so many at once, server-sent events included', async () => {
    const open = [await watch(METRICS), await watch(METRICS), await watch(METRICS)];
    const sse = new AbortController();
    const stream = await fetch(`${hub.url}/api/v1/executions/stream`, { signal: sse.signal });
    expect(stream.status).toBe(200);
    expect(await refusal({})).toMatch(/^429 .*OBS_TOO_MANY_SUBSCRIPTIONS/);
    sse.abort();
    open[0]?.close();
    await eventually(async () => expect(await openStreams()).toBe(2));
    await watch(METRICS);
  });
});

describe('requests that are no handshake', () => {
  test('are told so', async () => {
    const { status, text } = await rawRequest(hub.url + METRICS);
    expect([status, JSON.parse(text)]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST' } }]);
    expect(await openStreams()).toBe(0);
  });

  test('of a faulty one are refused, and count as no stream', async () => {
    const opening = WebSocketClient.open(hub.url + METRICS, { headers: { 'sec-websocket-key': 'short' } });
    await expect(opening).rejects.toThrow(/^400 /);
    await eventually(async () => expect(await openStreams()).toBe(0));
  });

  test('but ask for another protocol, as senders of OTLP do, are answered as they are', async () => {
    const headers = { 'content-type': 'application/json', connection: 'Upgrade', upgrade: 'h2c' };
    const run = new AgentRun();
    const body = JSON.stringify(tracesBody('shop', [run.span()]));
    const { status } = await rawRequest(`${hub.url}/v1/traces`, { method: 'POST', headers, body });
    expect(status).toBe(200);
    await eventually(async () => expect(await listed(hub, run.id)).toMatchObject({ status: 'completed' }));
  });

  test('and handshakes at other routes are refused', async () => {
    await expect(WebSocketClient.open(`${hub.url}/nowhere`)).rejects.toThrow(/^404 /);
    const client = await watch('/api/v1/executions');
    await eventually(() => expect(client.isClosed).toBe(true));
  });
});

describe('a hub that stops', () => {
  test('says so to its clients, and does not wait for one that does not answer', async () => {
    const stopping = await startTestHub();
    const client = await watch(METRICS, { at: stopping });
    const deaf = await watch(METRICS, { at: stopping, reads: false });
    await eventually(() => expect(types(client)).toEqual(['snapshot']));
    await stopping.remove();
    expect(client.closing).toEqual({ code: 1001, reason: 'The hub is stopping.' });
    deaf.read();
    await eventually(() => expect(deaf.isClosed).toBe(true));
  });
});
