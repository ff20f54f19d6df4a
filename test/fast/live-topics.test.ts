import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

let hub: TestHub;
const clients: WebSocketClient[] = [];

beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

type Frame = Readonly<Record<string, unknown>> & {
  readonly alert?: Schemas['Alert'];
  readonly execution?: Schemas['ExecutionSummary'];
};
const say = (client: WebSocketClient, frame: object) => client.send(JSON.stringify(frame));
const framesOf = (client: WebSocketClient, ...types: string[]) =>
  (client.messages as unknown as Frame[]).filter(({ type }) => types.includes(String(type)));

async function open(options = {}): Promise<WebSocketClient> {
  const client = await WebSocketClient.open(`${hub.url}/ws`, options);
  clients.push(client);
  return client;
}
async function subscribed(...frames: object[]): Promise<WebSocketClient> {
  const client = await open();
  for (const frame of frames) say(client, { type: 'subscribe', ...frame });
  await eventually(() => expect(framesOf(client, 'subscribed')).toHaveLength(frames.length));
  return client;
}

/** Alertmanager tells of one alert. */
async function tell(fingerprint: string, over: object = {}): Promise<void> {
  const response = await fetch(`${hub.url}/api/v1/alerts/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      version: '4',
      alerts: [
        {
          status: 'firing',
          fingerprint,
          labels: { alertname: 'AgentFailing', severity: 'critical', agent: 'planner' },
          annotations: { summary: 'Runs fail.' },
          startsAt: '2026-11-20T10:00:00Z',
          endsAt: '0001-01-01T00:00:00Z',
          ...over,
        },
      ],
    }),
  });
  expect(response.status).toBe(200);
}
const alertOf = async (fingerprint: string) => {
  const { alerts } = await get<Schemas['AlertList']>(hub, '/api/v1/alerts?limit=500');
  const found = alerts.find((alert) => alert.fingerprint === fingerprint);
  if (found === undefined) throw new Error(`no alert ${fingerprint}`);
  return found;
};
const changes = (client: WebSocketClient) =>
  framesOf(client, 'alert').map(({ change, alert }) => [change, alert?.fingerprint, alert?.state]);

describe('executions over the one WebSocket', () => {
  test('come whenever they change, as the list has them', async () => {
    const client = await subscribed({ id: 'runs', topic: 'executions' });
    expect(framesOf(client, 'subscribed')).toEqual([
      { type: 'subscribed', id: 'runs', topic: 'executions', resumes: false },
    ]);
    const run = new AgentRun();
    await sendRecords(hub, [run.start()]);
    await sendSpans(hub, [run.span()]);
    const own = () => framesOf(client, 'execution').filter(({ execution }) => execution?.id === run.id);
    await eventually(() => expect(own().at(-1)?.execution?.status).toBe('completed'));
    expect(own().at(-1)).toEqual({ type: 'execution', id: 'runs', execution: await listed(hub, run.id) });
  });

  test('say when one is no more', async () => {
    const client = await subscribed({ id: 'runs', topic: 'executions' });
    const [traceId, agent, chain] = [newTraceId(), newSpanId(), newSpanId()];
    const startMs = Date.now() - 5000;
    const span = { traceId, startMs, endMs: startMs + 1000, name: 'link' };
    const inner = { 'openinference.span.kind': 'CHAIN' };
    await sendSpans(hub, [{ ...span, spanId: chain, parentSpanId: agent, attributes: inner }]);
    await eventually(() => expect(framesOf(client, 'execution')).toHaveLength(1));
    await sendSpans(hub, [{ ...span, spanId: agent, attributes: { 'openinference.span.kind': 'AGENT' } }]);
    await eventually(() =>
      expect(framesOf(client, 'gone')).toEqual([{ type: 'gone', id: 'runs', execution_id: traceId + chain }]),
    );
  });

  test('wait for a client that reads slowly, each in its newest state', { timeout: 60_000 }, async () => {
    const client = await open({ reads: false });
    say(client, { type: 'subscribe', id: 'runs', topic: 'executions' });
    // What stands in the system's own buffers is more than the 64 KiB of the hub.
    const runs = Array.from({ length: 1500 }, (_, at) => new AgentRun({ name: `${'x'.repeat(400)}${at}` }));
    await sendRecords(
      hub,
      runs.map((run) => run.start()),
    );
    await sendSpans(
      hub,
      runs.map((run) => run.span()),
    );
    await eventually(async () =>
      expect((await listed(hub, runs.at(-1)?.id ?? ''))?.status).toBe('completed'),
    );
    client.read();
    await eventually(() => {
      const states = new Map(
        framesOf(client, 'execution').map(({ execution }) => [execution?.id, execution?.status]),
      );
      for (const { id } of runs) expect(states.get(id)).toBe('completed');
    }, 20_000);
  });
});

describe('one execution over it', () => {
  test('is all of it, then what it became', async () => {
    const run = new AgentRun();
    await sendRecords(hub, [run.start()]);
    await eventually(async () => expect((await listed(hub, run.id))?.status).toBe('running'));
    const client = await subscribed({ id: 'it', topic: 'execution', executionId: run.id });
    await eventually(() =>
      expect(framesOf(client, 'snapshot')).toMatchObject([
        { id: 'it', data: { execution: { status: 'running' } } },
      ]),
    );
    await sendSpans(hub, [run.span()]);
    await eventually(() =>
      expect(framesOf(client, 'update').at(-1)).toMatchObject({
        id: 'it',
        data: { execution: { status: 'completed' } },
      }),
    );
  });

  test('that is not there ends the subscription and nothing else', async () => {
    const client = await subscribed({ id: 'it', topic: 'execution', executionId: '0'.repeat(48) });
    await eventually(() =>
      expect(framesOf(client, 'error')).toMatchObject([
        { id: 'it', status: 404, code: 'OBS_EXECUTION_NOT_FOUND' },
      ]),
    );
    say(client, { type: 'subscribe', id: 'it' });
    await eventually(() => expect(framesOf(client, 'subscribed')).toHaveLength(2));
  });
});

describe('alerts over it', () => {
  test('come when they begin and whenever somebody or something changes them', async () => {
    const client = await subscribed({ id: 'bells', topic: 'alerts' });
    expect(framesOf(client, 'subscribed')).toEqual([
      {
        type: 'subscribed',
        id: 'bells',
        topic: 'alerts',
        resumes: true,
        cursor: expect.stringMatching(/^\d+$/),
      },
    ]);
    await tell('b1');
    await eventually(() => expect(changes(client)).toEqual([['firing', 'b1', 'active']]));
    const { actions, ...alert } = await get<Schemas['Alert']>(
      hub,
      `/api/v1/alerts/${(await alertOf('b1')).id}`,
    );
    expect(actions).toEqual([]);
    expect(framesOf(client, 'alert')[0]).toEqual({
      type: 'alert',
      id: 'bells',
      cursor: expect.stringMatching(/^\d+$/),
      change: 'firing',
      alert,
    });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${hub.url}/api/v1/alerts/${alert.id}/acknowledge`, { method: 'POST' });
    await eventually(() => expect(changes(client).at(-1)).toEqual(['acknowledged', 'b1', 'acknowledged']));
    const silence = await fetch(`${hub.url}/api/v1/silences`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        matchers: [{ name: 'alertname', value: 'AgentFailing' }],
        ends_at: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    });
    await eventually(() => expect(changes(client).at(-1)).toEqual(['silenced', 'b1', 'silenced']));
    const { id } = (await silence.json()) as { id: string };
    await fetch(`${hub.url}/api/v1/silences/${id}`, { method: 'DELETE' });
    await eventually(() => expect(changes(client).at(-1)).toEqual(['active', 'b1', 'acknowledged']));
    await tell('b1', { status: 'resolved', endsAt: '2026-11-20T11:00:00Z' });
    await eventually(() => expect(changes(client).at(-1)).toEqual(['resolved', 'b1', 'resolved']));
  });

  test('resume after a cursor, each once and in order, with nothing else in between', async () => {
    const first = await subscribed({ topic: 'alerts' });
    await tell('r0');
    await eventually(() => expect(changes(first)).toHaveLength(1));
    const cursor = framesOf(first, 'alert')[0]?.cursor;
    first.close();
    const names = Array.from({ length: 30 }, (_, at) => `r${at + 1}`);
    for (const name of names) await tell(name);
    await sendRecords(hub, [new AgentRun().event('log')]);
    const again = await subscribed({ topic: 'alerts', cursor });
    await tell('r31');
    await eventually(() => expect(changes(again)).toHaveLength(31));
    expect(changes(again).map(([, name]) => name)).toEqual([...names, 'r31']);
    const cursors = framesOf(again, 'alert').map((frame) => Number(frame.cursor));
    expect(cursors).toEqual(cursors.toSorted((a, b) => a - b));
    expect(framesOf(again, 'event')).toEqual([]);
  });
});

describe('health over it', () => {
  test('is what the route answers, and what it became', async () => {
    const client = await subscribed({ id: 'h', topic: 'health' });
    await eventually(() => expect(framesOf(client, 'snapshot')).toHaveLength(1));
    const before = await get<Schemas['FleetHealth']>(hub, '/api/observability/health');
    expect(framesOf(client, 'snapshot')[0]).toMatchObject({ id: 'h', data: { health: before.health } });
    await sendSpans(hub, [new AgentRun({ startMs: Date.now() - 2000 }).span()]);
    await eventually(() =>
      expect(framesOf(client, 'update').at(-1)).toMatchObject({
        id: 'h',
        data: { health: { total_executions: before.health.total_executions + 1 } },
      }),
    );
  });
});

test('one connection carries all of them at once, and ends each by itself', async () => {
  const client = await subscribed(
    { id: 'events' },
    { id: 'runs', topic: 'executions' },
    { id: 'bells', topic: 'alerts' },
    { id: 'health', topic: 'health' },
  );
  say(client, { type: 'unsubscribe', id: 'runs' });
  await eventually(() => expect(framesOf(client, 'unsubscribed')).toHaveLength(1));
  await tell('c1');
  const run = new AgentRun();
  await sendSpans(hub, [run.span()]);
  await sendRecords(hub, [run.event('log')]);
  await eventually(() => {
    expect(framesOf(client, 'event').map(({ id }) => id)).toContain('events');
    expect(framesOf(client, 'alert')).toMatchObject([{ id: 'bells' }]);
    expect(framesOf(client, 'update').map(({ id }) => id)).toContain('health');
  });
  expect(framesOf(client, 'execution')).toEqual([]);
});

test.each([
  [{ topic: 'weather' }, 'topic', /expected one of events, executions, execution, alerts, health/],
  [{ topic: 'executions', types: ['log'] }, 'types', /there is no such field/],
  [{ topic: 'alerts', cursor: 'soon' }, 'cursor', /^cursor: /],
  [{ topic: 'execution' }, 'executionId', /expected an id/],
  [{ topic: 'execution', executionId: 'ab' }, 'executionId', /expected 48 hex digits/],
])('what is not understood is told with its place: %o', async (frame, where, message) => {
  const client = await open();
  say(client, { type: 'subscribe', id: 'x', ...frame });
  await eventually(() =>
    expect(framesOf(client, 'error')).toMatchObject([
      { id: 'x', status: 400, code: 'OBS_BAD_REQUEST', where, message: expect.stringMatching(message) },
    ]),
  );
});
