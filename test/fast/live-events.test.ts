import { join } from 'node:path';
import { createClient } from '@observatory/shim/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LIVE_BEAT_MS } from '../../hub/src/live/heartbeat.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { GatheringProxy } from '../support/gathering-proxy.ts';
import { sendRecords } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

const STREAM = '/api/observability/events/stream';

/** Two hubs on one database: that of the first. */
let hub: TestHub;
let other: TestHub;
let proxy: GatheringProxy;
const clients: { close(): void }[] = [];

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_MAX_STREAMS: '60' });
  const host = encodeURIComponent(join(hub.dataDir, 'socket'));
  const DATABASE_URL = `postgres://observatory@/observatory?host=${host}`;
  other = await startTestHub({ DATABASE_URL }, undefined, { liveBeatMs: 1000 });
  proxy = await GatheringProxy.open(hub.url, { idleMs: 20_000 });
});
afterAll(async () => {
  await proxy.close();
  await other.remove();
  await hub.remove();
});
const openStreams = async () => (await get<Schemas['Status']>(hub, '/status')).streams.open;
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await eventually(async () => expect(await openStreams()).toBe(0));
});

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly cursor?: string;
  readonly event?: { readonly message: string };
  readonly items?: { key: string; count: number; message: string }[];
  readonly [key: string]: unknown;
}

async function listen(query = '', { at = hub.url, lastId = '', reads = true } = {}): Promise<SseClient> {
  const headers = lastId === '' ? {} : { 'last-event-id': lastId };
  const client = await SseClient.open(at + STREAM + query, { headers, reads });
  clients.push(client);
  if (reads) await eventually(() => expect(client.lastId).not.toBe(''));
  return client;
}
async function socket(at = hub.url, options = {}): Promise<WebSocketClient> {
  const client = await WebSocketClient.open(`${at}/ws`, options);
  clients.push(client);
  return client;
}
const say = (client: WebSocketClient, frame: object) => client.send(JSON.stringify(frame));
const framesOf = (client: WebSocketClient, type: string) =>
  (client.messages as unknown as Frame[]).filter((frame) => frame.type === type);
/** Opens a subscription and waits until it is there. */
async function subscribed(frame: object = {}, at = hub.url): Promise<WebSocketClient> {
  const client = await socket(at);
  say(client, { type: 'subscribe', ...frame });
  await eventually(() => expect(framesOf(client, 'subscribed')).toHaveLength(1));
  return client;
}
const texts = (client: SseClient) => client.messages.map(({ data }) => (data as Frame).message);
const textsOf = (client: WebSocketClient) => framesOf(client, 'event').map(({ event }) => event?.message);
/** Sends a log event of each run, in one request, and gives their texts. */
async function sendLogs(names: readonly string[], at: TestHub = hub, severity = 9): Promise<string[]> {
  await sendRecords(
    at,
    names.map((name) => new AgentRun({ name }).event('log', { severity })),
  );
  return names.map((name) => `${name} log`);
}

describe('a subscription over a WebSocket', () => {
  test('is confirmed, and gets each event with its cursor', async () => {
    const client = await subscribed({ id: 'mine' });
    const [text] = await sendLogs(['first']);
    await eventually(() => expect(textsOf(client)).toEqual([text]));
    const [confirmed] = framesOf(client, 'subscribed');
    const [frame] = framesOf(client, 'event');
    expect(confirmed).toEqual({ type: 'subscribed', id: 'mine', cursor: expect.stringMatching(/^\d+$/) });
    expect(frame).toMatchObject({
      id: 'mine',
      event: { type: 'log', severity: 'info', agentType: 'first', service: 'shop' },
    });
    expect(Number(frame?.cursor)).toBe(Number(confirmed?.cursor) + 1);
  });

  test.each([
    ['types', { types: ['tool_call', 'execution_end'] }, ['blue execution_end', 'red tool_call']],
    ['agents', { agents: ['red', 'nobody'] }, ['red log', 'red tool_call']],
    ['severities', { severities: ['error', 'fatal'] }, ['red tool_call']],
    ['words in any case and order', { text: 'TOOL_call  Red' }, ['red tool_call']],
    ['words in the payload', { text: 'needle' }, ['blue log']],
    ['several of these', { types: ['log', 'tool_call'], agents: ['red'], severities: ['info'] }, ['red log']],
  ])('can be to %s, live and resumed alike', async (_what, filter, expected) => {
    const client = await subscribed(filter);
    const { cursor } = framesOf(client, 'subscribed')[0] ?? {};
    const [red, blue] = [new AgentRun({ name: 'red' }), new AgentRun({ name: 'blue' })];
    await sendRecords(hub, [
      red.event('log'),
      blue.event('log', { attributes: { note: ['some', 'a NEEDLE'] } }),
      blue.end(),
      red.event('tool_call', { severity: 17 }),
    ]);
    await eventually(() => expect(textsOf(client)).toEqual(expected));
    // The store is asked by a hub that saw none of it.
    const resumed = await subscribed({ ...filter, cursor }, other.url);
    await eventually(() => expect(textsOf(resumed)).toEqual(expected));
  });

  test('can be to one execution', async () => {
    const run = new AgentRun({ name: 'one' });
    const client = await subscribed({ executionId: run.id });
    await sendLogs(['another']);
    await sendRecords(hub, [run.start(), run.end()]);
    await eventually(() => expect(textsOf(client)).toEqual(['one execution_start', 'one execution_end']));
  });

  test('stands beside others on one connection, and ends alone', async () => {
    const client = await subscribed({ id: 'all' });
    say(client, { type: 'subscribe', id: 'errors', severities: ['error'] });
    await eventually(() => expect(framesOf(client, 'subscribed')).toHaveLength(2));
    await sendLogs(['both'], hub, 17);
    await eventually(() =>
      expect(
        framesOf(client, 'event')
          .map(({ id }) => id)
          .sort(),
      ).toEqual(['all', 'errors']),
    );
    say(client, { type: 'unsubscribe', id: 'all' });
    await eventually(() =>
      expect(framesOf(client, 'unsubscribed')).toEqual([{ type: 'unsubscribed', id: 'all' }]),
    );
    await sendLogs(['one only'], hub, 17);
    await eventually(() => expect(textsOf(client).slice(2)).toEqual(['one only log']));
  });

  test('counts in windows, by what is asked', async () => {
    const client = await subscribed({
      aggregation: { enabled: true, windowMs: 300, groupBy: ['agentType'] },
    });
    await sendLogs(['a', 'b', 'a', 'a']);
    await eventually(() => expect(framesOf(client, 'events')).toHaveLength(1));
    expect(framesOf(client, 'events')[0]?.items).toMatchObject([
      { key: 'a', count: 3, first: { message: 'a log' }, last: { message: 'a log' } },
      { key: 'b', count: 1, windowStart: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
  });

  test('is told what was over its rate', async () => {
    const client = await subscribed({ rateLimit: { maxEventsPerSecond: 0, burstSize: 3 } });
    await sendLogs(Array.from({ length: 10 }, (_, at) => `rated ${at}`));
    await eventually(() => expect(framesOf(client, 'missed')).toHaveLength(1));
    const passed = framesOf(client, 'events').flatMap(({ items = [] }) =>
      items.map(({ message }) => message),
    );
    expect(passed).toEqual(['rated 0 log', 'rated 1 log', 'rated 2 log']);
    const [missed] = framesOf(client, 'missed');
    expect(missed).toMatchObject({ count: 7, reason: 'rate_limit' });
    expect(Number(missed?.to) - Number(missed?.from)).toBe(6);
  });

  test.each([
    ['a type that is none', { types: ['nonsense'] }, 'types.0'],
    ['a severity that is none', { severities: [3] }, 'severities.0'],
    ['agents that are no list', { agents: 'red' }, 'agents'],
    ['an unknown field', { agnets: ['red'] }, 'agnets'],
    ['a cursor that is none', { cursor: 'abc' }, 'cursor'],
    [
      'a rate below 0',
      { rateLimit: { maxEventsPerSecond: -1, burstSize: 1 } },
      'rateLimit.maxEventsPerSecond',
    ],
    ['no window', { aggregation: { enabled: true, groupBy: [] } }, 'aggregation.windowMs'],
    ['a NUL', { text: 'a\0' }, 'text'],
  ])('with %s is refused, with a code and where', async (_case, frame, where) => {
    const client = await socket();
    say(client, { type: 'subscribe', id: 'x', ...frame });
    await eventually(() =>
      expect(framesOf(client, 'error')).toMatchObject([
        { id: 'x', status: 400, code: 'OBS_BAD_REQUEST', where },
      ]),
    );
  });

  test('under an id that is taken, and one too many, are refused', async () => {
    const client = await subscribed({ id: 'x' });
    say(client, { type: 'subscribe', id: 'x' });
    await eventually(() => expect(framesOf(client, 'error')).toMatchObject([{ id: 'x', where: 'id' }]));
    for (let at = 0; at < 20; at += 1) say(client, { type: 'subscribe' });
    await eventually(() =>
      expect(framesOf(client, 'error').slice(1)).toMatchObject([
        { status: 429, code: 'OBS_TOO_MANY_SUBSCRIPTIONS' },
      ]),
    );
  });

  test('goes on whatever else its client says', async () => {
    const client = await subscribed();
    for (const text of ['', 'ping', '[1]', 'null', '{"type":"dance"}', '{"type":"unsubscribe","id":"no"}'])
      client.send(text);
    say(client, { type: 'query', queryId: 'q', sql: 'DROP TABLE events' });
    say(client, { type: 'ping' });
    await eventually(() => expect(framesOf(client, 'pong')).toHaveLength(1));
    expect(framesOf(client, 'error')).toHaveLength(6);
    await eventually(() =>
      expect(framesOf(client, 'query_error')).toMatchObject([{ queryId: 'q', code: 'OBS_SQL_REFUSED' }]),
    );
    const [text] = await sendLogs(['still there']);
    await eventually(() => expect(textsOf(client)).toEqual([text]));
  });
});

describe('the filters of server-sent events', () => {
  test.each([
    ['?agents=red,green', ['red log']],
    ['?text=LOG%20red', ['red log']],
    ['?types=log&agents=blue&severities=info', ['blue log']],
  ])('hold live and resumed: %s', async (query, expected) => {
    const client = await listen(query);
    const from = client.lastId;
    await sendLogs(['red', 'blue']);
    await eventually(() => expect(texts(client)).toEqual(expected));
    const resumed = await listen(`${query}&cursor=${from}`, { at: other.url });
    await eventually(() => expect(texts(resumed)).toEqual(expected));
  });

  test('take one trace and one workflow', async () => {
    const run = new AgentRun({ name: 'nightly', kind: 'workflow' });
    const [trace, workflow] = [
      await listen(`?trace_id=${run.traceId}`),
      await listen('?workflows=nightly,weekly'),
    ];
    await sendRecords(hub, [new AgentRun().start(), run.start()]);
    for (const client of [trace, workflow])
      await eventually(() => expect(texts(client)).toEqual(['nightly execution_start']));
  });

  test('count in windows and keep a rate', async () => {
    const counted = await listen('?window_ms=200&group_by=type,severity');
    const rated = await listen('?rate=0&burst=2');
    await sendLogs(['x', 'y', 'z']);
    await eventually(() =>
      expect(counted.messages.map(({ data }) => data)).toMatchObject([
        { type: 'events', items: [{ key: 'log|info', count: 3 }] },
      ]),
    );
    await eventually(() =>
      expect(rated.messages.map(({ data }) => data)).toMatchObject([
        { type: 'events', items: [{ message: 'x log' }, { message: 'y log' }] },
        { type: 'missed', count: 1, reason: 'rate_limit' },
      ]),
    );
  });

  test.each([
    ['?burst=2', 'query.burst'],
    ['?group_by=type', 'query.group_by'],
    ['?window_ms=100&group_by=colour', 'query.group_by'],
    ['?window_ms=0', 'query.window_ms'],
    ['?rate=-1', 'query.rate'],
    ['?trace_id=12', 'query.trace_id'],
    ['?cursor=x', 'query.cursor'],
    ['?agnets=red', 'query.agnets'],
  ])('that are wrong are answered with 400, a code and where: %s', async (query, where) => {
    const { status, body } = await ask(hub, STREAM + query);
    expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST', where } }]);
  });
});

describe('two hubs on one database', () => {
  test('both give all events, in one order, each once', { timeout: 30_000 }, async () => {
    const [here, there] = [await listen(), await listen('', { at: other.url })];
    const sent = await Promise.all(
      Array.from({ length: 40 }, (_, at) => sendLogs([`mixed ${at}`], at % 2 ? hub : other)),
    );
    await eventually(() => expect(texts(here)).toHaveLength(40), 15_000);
    await eventually(() => expect(texts(there)).toHaveLength(40), 15_000);
    expect(texts(here).toSorted()).toEqual(sent.flat().toSorted());
    expect(here.messages).toEqual(there.messages);
    const ids = here.messages.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  test('leave no gap to a client that goes from one to the other', { timeout: 30_000 }, async () => {
    const got: unknown[] = [];
    let lastId = (await listen()).lastId;
    const sent: string[] = [];
    let isSending = true;
    const sending = (async () => {
      for (let at = 0; at < 60; at += 1)
        sent.push(...(await sendLogs([`moved ${at}`], at % 3 ? hub : other)));
      isSending = false;
    })();
    for (let turn = 0; isSending || got.length < 60; turn += 1) {
      const client = await listen('', { at: turn % 2 ? hub.url : other.url, lastId });
      await new Promise((resolve) => setTimeout(resolve, 60));
      client.close();
      got.push(...texts(client));
      lastId = client.lastId;
    }
    await sending;
    expect(got.toSorted()).toEqual(sent.toSorted());
  });
});

describe('a client that comes back after retention', () => {
  test('is told what it missed, and gets the rest', async () => {
    const client = await listen();
    const from = Number(client.lastId);
    client.close();
    // What somebody watches is in memory for a while longer.
    await eventually(async () => expect(await openStreams()).toBe(0));
    const threeDaysAgo = Date.now() - 3 * 86_400_000;
    const day = (back: number) => `(now() AT TIME ZONE 'UTC')::date - ${back}`;
    await queryStore(hub, `SELECT observatory_ensure_days(${day(4)}, ${day(0)})`);
    const run = new AgentRun({ name: 'old', startMs: threeDaysAgo });
    await sendRecords(hub, [run.event('log'), run.event('log'), run.event('log')]);
    const kept = await sendLogs(['kept']);
    await queryStore(hub, `SELECT observatory_drop_days_before(${day(1)})`);
    const missed = {
      type: 'missed',
      count: 3,
      from: String(from + 1),
      to: String(from + 3),
      reason: 'retention',
    };
    const resumed = await listen('', { lastId: String(from) });
    await eventually(() => expect(resumed.messages).toHaveLength(2));
    expect(resumed.messages[0]).toEqual({ id: String(from), data: missed });
    expect(texts(resumed).slice(1)).toEqual(kept);
    const webSocket = await subscribed({ cursor: from, id: 'w' });
    await eventually(() => expect(textsOf(webSocket)).toEqual(kept));
    expect(framesOf(webSocket, 'missed')).toEqual([{ ...missed, id: 'w', cursor: String(from) }]);
  });
});

describe('behind a proxy that gathers and compresses', () => {
  test('events come at once, as server-sent events and over a WebSocket', async () => {
    const sse = await listen('', { at: proxy.url });
    const webSocket = await subscribed({}, proxy.url);
    const sent = await sendLogs(['through']);
    await eventually(() => expect(texts(sse)).toEqual(sent));
    await eventually(() => expect(textsOf(webSocket)).toEqual(sent));
    expect(sse.response.headers['content-encoding']).toBeUndefined();
  });

  test('a quiet stream outlives its idle timeout', async () => {
    const quiet = await GatheringProxy.open(other.url, { idleMs: 2500 });
    try {
      const sse = await listen('?types=alert', { at: quiet.url });
      const webSocket = await subscribed({ types: ['alert'] }, quiet.url);
      await eventually(() => {
        expect(sse.frames.filter((frame) => frame === ': heartbeat').length).toBeGreaterThan(2);
        expect(webSocket.count('ping')).toBeGreaterThan(2);
      });
      expect([sse.isClosed, webSocket.isClosed]).toEqual([false, false]);
      // That of a hub, below the shortest that proxies are known for.
      expect(LIVE_BEAT_MS).toBeLessThan(16_500);
    } finally {
      await quiet.close();
    }
  });
});

describe('clients that do not read', () => {
  test('hold little memory, and hold up nobody', { timeout: 60_000 }, async () => {
    const reader = await listen('?types=log');
    const deaf = await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        if (at % 2 === 0) return listen('?types=log', { reads: false });
        const client = await socket(hub.url, { reads: false });
        say(client, { type: 'subscribe', types: ['log'] });
        return client;
      }),
    );
    expect(deaf).toHaveLength(40);
    const note = 'x'.repeat(10_000);
    const run = new AgentRun({ name: 'bulk' });
    const before = process.memoryUsage();
    let count = 0;
    // 60 MB to each: 2.4 GB, would it wait in memory.
    for (let request = 0; request < 60; request += 1) {
      await sendRecords(
        hub,
        Array.from({ length: 100 }, () => run.event('log', { attributes: { note } })),
      );
      count += 100;
    }
    await eventually(() => expect(reader.messages).toHaveLength(count), 30_000);
    globalThis.gc?.();
    const { rss, external, arrayBuffers } = process.memoryUsage();
    // The reader of this test holds 60 MB itself, and its parsed messages as much again.
    expect(rss - before.rss).toBeLessThan(700e6);
    expect(external + arrayBuffers - before.external - before.arrayBuffers).toBeLessThan(300e6);
  });
});

describe("the client's subscriptions with callbacks", () => {
  test('are filtered, counted and limited by the hub', async () => {
    const { eventStream } = createClient({ baseUrl: hub.url });
    const [all, errors, one]: string[][] = [[], [], []];
    const lists: unknown[] = [];
    const missed: number[] = [];
    const run = new AgentRun({ name: 'followed' });
    const problems: string[] = [];
    const note = (list: string[] | undefined) => (event: { message: string }) =>
      void list?.push(event.message);
    const ids = [
      eventStream.subscribeToAll(note(all)),
      eventStream.subscribeToErrors(note(errors)),
      eventStream.subscribeToExecution(run.id, note(one)),
      eventStream.manager.subscribeWithAdvancedFilter(
        {
          types: ['log'],
          severities: ['info', 'error'],
          aggregation: { enabled: true, windowMs: 300, groupBy: ['agentType'] },
        },
        (items) => void lists.push(...items.map(({ key, count }) => [key, count])),
      ),
      eventStream.manager.subscribeWithAdvancedFilter(
        { rateLimit: { maxEventsPerSecond: 0, burstSize: 1 } },
        () => {
          throw new Error('no');
        },
        {
          onMissed: ({ count }) => void missed.push(count),
          onProblem: ({ error }) => void problems.push(error.code),
        },
      ),
    ];
    clients.push({ close: () => ids.forEach((id) => void eventStream.unsubscribe(id)) });
    await eventually(async () => expect(await openStreams()).toBe(5));
    await sendRecords(hub, [
      run.start(),
      run.event('log', { severity: 17 }),
      run.event('log'),
      new AgentRun({ name: 'other' }).event('log'),
    ]);
    await eventually(() => {
      expect(all).toEqual(['followed execution_start', 'followed log', 'followed log', 'other log']);
      expect(errors).toEqual(['followed log']);
      expect(one).toHaveLength(3);
      expect(lists).toEqual([
        ['followed', 2],
        ['other', 1],
      ]);
      expect(missed).toEqual([3]);
      expect(problems).toEqual(['OBS_CALLBACK_FAILED']);
    });
    expect(eventStream.unsubscribe(ids[0] ?? '')).toBe(true);
    expect(eventStream.unsubscribe(ids[0] ?? '')).toBe(false);
  });

  test('end where the hub refuses the filter, and say why', async () => {
    const problems: unknown[] = [];
    createClient({ baseUrl: hub.url }).eventStream.manager.subscribeWithAdvancedFilter(
      { rateLimit: { maxEventsPerSecond: -1, burstSize: 1 } },
      () => {},
      { onProblem: ({ error }) => void problems.push(error) },
    );
    await eventually(() =>
      expect(problems).toMatchObject([{ code: 'OBS_BAD_REQUEST', where: 'query.rate', status: 400 }]),
    );
  });
});
