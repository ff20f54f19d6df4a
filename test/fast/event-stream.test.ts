import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const STREAM = '/api/observability/events/stream';
const env = { OBSERVATORY_MAX_STREAMS: '4' };
let hub: TestHub;
const clients: SseClient[] = [];

beforeAll(async () => {
  hub = await startTestHub(env);
});
afterAll(() => hub.remove());
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await eventually(async () => expect(await openStreams()).toBe(0));
});

async function listen(query = '', lastId?: string, reads = true): Promise<SseClient> {
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
  const client = await SseClient.open(`${hub.url}${STREAM}${query}`, { headers, reads });
  clients.push(client);
  return client;
}
const openStreams = async () => (await get<Schemas['Status']>(hub, '/status')).streams.open;
const field = (client: SseClient, key: string) =>
  client.messages.map(({ data }) => (data as Record<string, unknown>)[key]);
const statusOf = async (run: AgentRun | undefined) => (await listed(hub, run?.id ?? ''))?.status;
/** Sends start events of as many runs, in one request, and gives their messages. */
async function sendStarts(count: number, name: string): Promise<string[]> {
  const runs = Array.from({ length: count }, (_, at) => new AgentRun({ name: `${name} ${at}` }));
  await sendRecords(
    hub,
    runs.map((run) => run.start()),
  );
  return runs.map((run) => `${run.name} execution_start`);
}

describe('a message of the stream', () => {
  test('has an id and one JSON object, and no event field', async () => {
    const client = await listen();
    const run = new AgentRun({ attributes: { 'user.id': 'ada' } });
    await sendRecords(hub, [run.start()], 'checkout');
    await eventually(() => expect(client.messages).toHaveLength(1));
    expect(client.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(client.frames.at(-1)).toMatch(/^id: \d+\ndata: \{.*\}$/);
    expect(client.frames.join('\n')).not.toContain('event:');
    expect(client.messages[0]?.data).toMatchObject({
      type: 'execution_start',
      severity: 'info',
      timestamp: `${new Date(run.startMs).toISOString().slice(0, -1)}000Z`,
      message: 'planner execution_start',
      executionId: run.id,
      kind: 'agent',
      agentType: 'planner',
      service: 'checkout',
      traceId: run.traceId,
      spanId: run.spanId,
      userId: 'ada',
    });
  });

  test('is one line also where its text has line breaks', async () => {
    const client = await listen();
    const run = new AgentRun();
    await sendRecords(hub, [{ ...run.start(), body: 'one\ntwo\r\n\r\ndata: three' }]);
    await eventually(() => expect(field(client, 'message')).toEqual(['one\ntwo\r\n\r\ndata: three']));
  });

  test('comes once for an event that is sent twice', async () => {
    const client = await listen();
    const event = new AgentRun({ name: 'doubled' }).start();
    await sendRecords(hub, [event, event]);
    await sendRecords(hub, [event]);
    await sendStarts(1, 'after');
    await eventually(() => expect(field(client, 'agentType')).toContain('after 0'));
    expect(field(client, 'agentType')).toEqual(['doubled', 'after 0']);
  });

  test('is the same live and resumed', async () => {
    const live = await listen();
    const before = live.lastId;
    const run = new AgentRun({ attributes: { 'session.id': 's-1', 'observatory.task.id': 't-1' } });
    await sendRecords(hub, [run.start(), run.end()]);
    await eventually(() => expect(live.messages).toHaveLength(2));
    const resumed = await listen('', before);
    await eventually(() => expect(resumed.messages).toEqual(live.messages));
  });
});

describe('the filters of the stream', () => {
  test('take only some types', async () => {
    const client = await listen('?types=execution_end,execution_error');
    const run = new AgentRun();
    await sendRecords(hub, [run.start(), run.end(), run.event('tool_call'), run.event('execution_error')]);
    await eventually(() => expect(field(client, 'type')).toEqual(['execution_end', 'execution_error']));
  });

  test('take only some severities', async () => {
    const client = await listen('?severities=error,warn');
    const run = new AgentRun();
    const severities = [1, 9, 13, 17, 21].map((severity) => run.event('log', { severity }));
    await sendRecords(hub, severities);
    await eventually(() => expect(field(client, 'severity')).toEqual(['warn', 'error']));
  });

  test('take only one execution', async () => {
    const [one, other] = [new AgentRun(), new AgentRun()];
    const client = await listen(`?executionId=${one.id}`);
    await sendRecords(hub, [other.start(), one.start(), other.end(), one.end()]);
    await eventually(() => expect(field(client, 'executionId')).toEqual([one.id, one.id]));
  });

  test('hold for what is resumed too', async () => {
    const from = (await listen()).lastId;
    const run = new AgentRun();
    await sendRecords(hub, [run.start(), run.event('tool_call', { severity: 17 }), run.end()]);
    const resumed = await listen(
      `?types=tool_call,execution_end&severities=error&executionId=${run.id}`,
      from,
    );
    await eventually(() => expect(field(resumed, 'type')).toEqual(['tool_call']));
  });

  test.each([
    ['?types=execution_start,nonsense', {}, 'query.types'],
    ['?severities=loud', {}, 'query.severities'],
    ['?executionId=12', {}, 'query.executionId'],
    ['', { 'last-event-id': 'abc' }, 'headers.last-event-id'],
    ['', { 'last-event-id': '-1' }, 'headers.last-event-id'],
    ['', { 'last-event-id': '1'.repeat(30) }, 'headers.last-event-id'],
  ])('that are wrong are answered with 400, a code and where: %s %j', async (query, headers, where) => {
    const { status, body } = await ask(hub, STREAM + query, headers);
    expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST', where } }]);
  });
});

describe('a client that comes back', () => {
  test('gets what it missed, in order, and goes on live', async () => {
    const first = await listen();
    const seen = await sendStarts(2, 'seen');
    await eventually(() => expect(field(first, 'message')).toEqual(seen));
    first.close();
    const missed = await sendStarts(3, 'missed');
    const second = await listen('', first.lastId);
    const live = await sendStarts(2, 'live');
    await eventually(() => expect(field(second, 'message')).toEqual([...missed, ...live]));
  });

  test('misses nothing where it went before its first message', async () => {
    const first = await listen();
    expect(first.messages).toEqual([]);
    first.close();
    const missed = await sendStarts(1, 'missed early');
    const second = await listen('', first.lastId);
    await eventually(() => expect(field(second, 'message')).toEqual(missed));
  });

  test('again and again, while events pour in, has each of them once and in order', async () => {
    const from = (await listen()).lastId;
    const names: string[] = [];
    let sending = true;
    const pouring = (async () => {
      for (let request = 0; request < 40; request += 1)
        names.push(...(await sendStarts(30, `pour ${request}`)));
      sending = false;
    })();
    const got: unknown[] = [];
    const ids: number[] = [];
    let lastId = from;
    while (sending || got.length < 1200) {
      const client = await listen('', lastId);
      await new Promise((resolve) => setTimeout(resolve, 40));
      client.close();
      const messages = client.messages;
      got.push(...messages.map(({ data }) => (data as { message: string }).message));
      ids.push(...messages.map(({ id }) => Number(id)));
      lastId = client.lastId || lastId;
      await eventually(async () => expect(await openStreams()).toBeLessThan(3));
    }
    await pouring;
    expect(got).toEqual(names);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  });

  test('after a restart of the hub gets what it missed', async () => {
    const first = await listen();
    const seen = await sendStarts(1, 'before');
    await eventually(() => expect(field(first, 'message')).toEqual(seen));
    const { lastId } = first;
    const missed = await sendStarts(2, 'in between');
    hub = await hub.restart();
    expect(first.isClosed).toBe(true);
    const second = await listen('', lastId);
    const live = await sendStarts(1, 'afterwards');
    await eventually(() => expect(field(second, 'message')).toEqual([...missed, ...live]));
  });

  test('with an id of another, longer history still gets what is new', async () => {
    const client = await listen('', '999999999999');
    const live = await sendStarts(1, 'new history');
    await eventually(() => expect(field(client, 'message')).toEqual(live));
  });

  test('reads a long history whole, also where it is slow', { timeout: 40_000 }, async () => {
    const from = (await listen()).lastId;
    const note = 'x'.repeat(4000);
    for (let request = 0; request < 4; request += 1) {
      const run = new AgentRun({ name: 'long history' });
      await sendRecords(
        hub,
        Array.from({ length: 400 }, () => run.event('log', { attributes: { note } })),
      );
    }
    const client = await listen('?types=log', from, false);
    await new Promise((resolve) => setTimeout(resolve, 500));
    let text = '';
    client.response.on('data', (chunk: string) => {
      text += chunk;
    });
    await eventually(() => expect(text.match(/^data: /gm)).toHaveLength(1600), 20_000);
    expect(client.isClosed).toBe(false);
  });
});

describe('streams and their clients', () => {
  test('above the largest number are refused with 429, and free when one closes', async () => {
    const open = [await listen(), await listen(), await listen(), await listen()];
    const { status, body, headers } = await ask(hub, STREAM);
    expect([status, body]).toMatchObject([429, { error: { code: 'OBS_TOO_MANY_SUBSCRIPTIONS' } }]);
    expect(headers.get('retry-after')).toBe('1');
    open[0]?.close();
    await eventually(async () => expect(await openStreams()).toBe(3));
    await listen();
  });

  test('go on while one client does not read, which misses nothing when it reads again', {
    timeout: 40_000,
  }, async () => {
    const reader = await listen('?types=alert');
    const sleeper = await listen('?types=alert', undefined, false);
    const note = 'x'.repeat(20_000);
    const run = new AgentRun();
    for (let request = 0; request < 8; request += 1) {
      await sendRecords(
        hub,
        Array.from({ length: 100 }, () => run.event('alert', { attributes: { note } })),
      );
    }
    await eventually(() => expect(reader.messages).toHaveLength(800), 20_000);
    const text: string[] = [];
    sleeper.response.on('data', (chunk: string) => text.push(chunk));
    await eventually(() => expect(text.join('').match(/^id: \d+\ndata: .*\n$/gm)).toHaveLength(800), 20_000);
  });

  test('are not opened by HEAD', async () => {
    const response = await fetch(hub.url + STREAM, { method: 'HEAD' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
  });
});

describe('the stream of executions', () => {
  const listenExecutions = async () => {
    const client = await SseClient.open(`${hub.url}/api/v1/executions/stream`);
    clients.push(client);
    await eventually(() => expect(client.messages).toHaveLength(1));
    return client;
  };

  test('greets, and then has each execution as the list has it', async () => {
    const client = await listenExecutions();
    expect(client.messages[0]?.data).toEqual({ type: 'hello' });
    const run = new AgentRun();
    await sendRecords(hub, [run.start()]);
    await eventually(() => expect(client.messages).toHaveLength(2));
    await sendSpans(hub, [run.span(), run.chat()]);
    await eventually(() => expect(client.messages).toHaveLength(3));
    const { executions } = await get<Schemas['ExecutionList']>(hub, `/api/v1/executions?q=${run.id}`);
    expect(client.messages.slice(1).map(({ data }) => data)).toMatchObject([
      { type: 'execution', execution: { id: run.id, status: 'running' } },
      { type: 'execution', execution: executions[0] },
    ]);
    expect(client.messages.map(({ id }) => id)).toEqual(['0', '1', '2']);
  });

  test('keeps for a client that is behind the newest state of each execution', {
    timeout: 40_000,
  }, async () => {
    const client = await SseClient.open(`${hub.url}/api/v1/executions/stream`, { reads: false });
    clients.push(client);
    const crowd = Array.from({ length: 1500 }, () => new AgentRun({ name: 'n'.repeat(500) }));
    await sendRecords(
      hub,
      crowd.map((run) => run.start()),
    );
    await eventually(async () => expect(await statusOf(crowd.at(-1))).toBe('running'), 20_000);
    await sendSpans(
      hub,
      crowd.map((run) => run.span()),
    );
    await eventually(async () => expect(await statusOf(crowd.at(-1))).toBe('completed'), 20_000);
    const newest = new Map<string, string>();
    let rest = '';
    client.response.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter((one) => one.startsWith('data: '))) {
        const { execution } = JSON.parse(line.slice(6));
        if (execution) newest.set(execution.id, execution.status);
      }
    });
    await eventually(() => {
      expect(newest.size).toBe(1500);
      expect(new Set(newest.values())).toEqual(new Set(['completed']));
    }, 20_000);
  });

  test('says when an execution turns out to be a step of another', async () => {
    const client = await listenExecutions();
    const [traceId, agent, chain] = [newTraceId(), newSpanId(), newSpanId()];
    const startMs = Date.now() - 5000;
    const span = { traceId, startMs, endMs: startMs + 1000, name: 'link' };
    const inner = { 'openinference.span.kind': 'CHAIN' };
    await sendSpans(hub, [{ ...span, spanId: chain, parentSpanId: agent, attributes: inner }]);
    await eventually(() => expect(client.messages).toHaveLength(2));
    const outer = { 'openinference.span.kind': 'AGENT' };
    await sendSpans(hub, [{ ...span, spanId: agent, attributes: outer }]);
    await eventually(() =>
      expect(client.messages.slice(1).map(({ data }) => data)).toMatchObject([
        { type: 'execution', execution: { id: traceId + chain } },
        { type: 'execution', execution: { id: traceId + agent } },
        { type: 'gone', id: traceId + chain },
      ]),
    );
  });
});
