import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  createClient,
  type EventFeed,
  HubError,
  performanceAggregation,
  type StreamProblem,
} from '@observatory/shim/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runService } from '../../shim/src/testing/run-service.ts';
import { AgentRun } from '../support/agent-run.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** The client of the shim with a real hub; what only a wrong server does is tested beside the client. */

let hub: TestHub;
let apiKey: string | undefined;
const open: { close(): void }[] = [];
beforeAll(async () => {
  hub = await startTestHub({ PORT: String(await freePort()), OBSERVATORY_MAX_STREAMS: '3' });
});
afterAll(() => hub.remove());
afterEach(async () => {
  for (const stream of open.splice(0)) stream.close();
  await eventually(async () => expect(await openStreams()).toBe(0));
});

const client = () => createClient({ baseUrl: hub.url, apiKey });
const openStreams = async () => (await client().request('get', '/status', {})).streams.open;
function opened<T extends { close(): void }>(stream: T): T {
  open.push(stream);
  return stream;
}
/** Reads on for the whole test, and keeps the ids of executions as they came. */
function collect(feed: EventFeed): string[] {
  const ids: string[] = [];
  void (async () => {
    for await (const { executionId } of feed) ids.push(executionId ?? '');
  })();
  return ids;
}
/** Sends the start of a run, and gives its id. */
async function start(name = 'planner'): Promise<string> {
  const run = new AgentRun({ name });
  await sendRecords(hub, [run.start()]);
  return run.id;
}

describe('events', () => {
  test('go on over a restart of the hub, without a gap and without doubles', async () => {
    const problems: StreamProblem[] = [];
    const feed = opened(client().events({ onProblem: (problem) => void problems.push(problem) }));
    const got = collect(feed);
    await eventually(async () => expect(await openStreams()).toBe(1));
    const before = [await start(), await start()];
    await eventually(() => expect(got).toEqual(before));

    hub = await hub.restart();
    // Nobody listens now: the client waits for half a second at least.
    const during = [await start(), await start(), await start()];
    await eventually(async () => expect(await openStreams()).toBe(1));
    const after = [await start()];
    await eventually(() => expect(got).toEqual([...before, ...during, ...after]));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ error }) => error.isTemporary)).toBe(true);
  });

  test('go on over a restart before the first of them', async () => {
    const feed = opened(client().events());
    const got = collect(feed);
    await eventually(() => expect(feed.lastEventId).toMatch(/^\d+$/));
    hub = await hub.restart();
    const id = await start();
    await eventually(() => expect(got).toEqual([id]));
  });

  test('can be taken up where an earlier feed left off, by a consumer of any speed', async () => {
    const first = opened(client().events());
    const next = first.next();
    await eventually(async () => expect(await openStreams()).toBe(1));
    const known = await start();
    expect((await next).value?.executionId).toBe(known);
    first.close();
    const missed = await Promise.all(Array.from({ length: 300 }, () => start()));
    const second = opened(client().events({ from: first.lastEventId ?? '' }));
    const got: string[] = [];
    for await (const { executionId } of second) {
      got.push(executionId ?? '');
      if (got.length % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      if (got.length === 300) break;
    }
    expect(got.toSorted()).toEqual(missed.toSorted());
  });

  test('can be those of some types, severities and of one execution', async () => {
    const run = new AgentRun();
    const feed = opened(
      client().events({
        types: ['execution_start', 'execution_end'],
        severities: ['info'],
        executionId: run.id,
      }),
    );
    const next = feed.next();
    await eventually(async () => expect(await openStreams()).toBe(1));
    await start();
    await sendRecords(hub, [run.start()]);
    expect((await next).value).toMatchObject({ type: 'execution_start', executionId: run.id });
  });

  test('wait where the hub has as many streams as it takes', async () => {
    const three = [1, 2, 3].map(() => opened(client().events()));
    for (const feed of three) void feed.next();
    await eventually(async () => expect(await openStreams()).toBe(3));
    const problems: string[] = [];
    const fourth = opened(client().events({ onProblem: ({ error }) => void problems.push(error.code) }));
    const next = fourth.next();
    await eventually(() => expect(problems).toContain('OBS_TOO_MANY_SUBSCRIPTIONS'));
    three[0]?.close();
    await eventually(() => expect(fourth.lastEventId).toBeDefined());
    const id = await start();
    expect((await next).value?.executionId).toBe(id);
  });
});

describe('executions', () => {
  test('are listed, read, and seen as they change', async () => {
    const changes = opened(client().executions.stream());
    expect((await changes.next()).value).toEqual({ type: 'hello' });
    const run = new AgentRun({ name: 'seen' });
    await sendSpans(hub, [run.span(), run.tool('sql')]);
    // Executions of earlier tests may still be on their way.
    for await (const change of changes) {
      if (change.type !== 'execution' || change.execution.id !== run.id) continue;
      expect(change.execution.name).toBe('seen');
      break;
    }
    const { executions } = await client().executions.list({ name: 'seen', limit: 1 });
    expect(executions.map(({ id, status }) => [id, status])).toEqual([[run.id, 'completed']]);
    expect((await client().executions.get(run.id)).steps.map(({ name }) => name)).toEqual(['sql']);
    expect((await client().traces.get(run.id)).trace_id).toBe(run.traceId);
  });

  test('come over a WebSocket as they are, then as they become', async () => {
    const run = new AgentRun({ name: 'watched' });
    await sendRecords(hub, [run.start()]);
    await eventually(() => client().executions.get(run.id));
    const states = opened(client().execution(run.id));
    const first = await states.next();
    expect(first.value).toMatchObject({
      type: 'snapshot',
      data: { execution: { id: run.id, status: 'running' } },
    });
    await sendSpans(hub, [run.span()]);
    let last = await states.next();
    while (last.value?.data.execution.status === 'running') last = await states.next();
    expect(last.value).toMatchObject({ type: 'update', data: { execution: { status: 'completed' } } });
    expect(last.value?.data).toEqual(await client().executions.get(run.id));
  });

  test('that are not there end their WebSocket', async () => {
    const states = opened(client().execution('f'.repeat(48)));
    await expect(states.next()).rejects.toMatchObject({ code: 'OBS_EXECUTION_NOT_FOUND', status: 404 });
    await expect(client().executions.get('f'.repeat(48))).rejects.toBeInstanceOf(HubError);
  });
});

describe('questions in SQL', () => {
  test('are answered with rows, as many as are asked for', async () => {
    const runs = ['asked-1', 'asked-2', 'asked-3'].map((name) => new AgentRun({ name }));
    await sendSpans(
      hub,
      runs.map((run) => run.span()),
    );
    const sql = "SELECT name, status FROM executions WHERE name LIKE 'asked-%' ORDER BY name";
    await eventually(async () =>
      expect(await client().query(sql)).toMatchObject({
        columns: [{ name: 'name' }, { name: 'status' }],
        rows: [
          ['asked-1', 'completed'],
          ['asked-2', 'completed'],
          ['asked-3', 'completed'],
        ],
        truncated: false,
        views: ['executions'],
      }),
    );
    const { rows, truncated } = await client().query(sql, { maxRows: 1 });
    expect([rows, truncated]).toEqual([[['asked-1', 'completed']], true]);
  });

  test('that are refused, or take too long, say so', async () => {
    await expect(client().query('DELETE FROM events')).rejects.toMatchObject({ code: 'OBS_SQL_REFUSED' });
    const long = 'SELECT count(*) FROM generate_series(1, 10000) a, generate_series(1, 10000) b';
    await expect(client().query(long, { statementTimeoutMs: 50 })).rejects.toMatchObject({
      message: expect.stringContaining('50 ms'),
    });
  });
});

describe('the examples of docs/shim.md', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/shim.md'), 'utf8');
  const [, part = ''] = /## Asking the hub\n(.*?)\n## /s.exec(page) ?? [];
  const examples = [...part.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);

  test('run', async () => {
    const failed = new AgentRun({ name: 'example' });
    await sendSpans(hub, [failed.span({ failure: { type: 'Boom', message: 'no answer' } })]);
    const env = { OBSERVATORY_HUB_URL: hub.url };
    const running = examples.map((example) =>
      runService(example.replace('http://127.0.0.1:3001', hub.url), { env }),
    );
    await eventually(async () => expect(await openStreams()).toBe(1));
    await sendRecords(hub, [new AgentRun().event('execution_error', { severity: 17 })]);
    const [requests, figures] = await Promise.all(running);
    expect(requests?.stdout).toContain(`${failed.id} example no answer`);
    expect(requests?.stdout).toContain('OBS_EXECUTION_NOT_FOUND 404');
    expect(requests?.stdout).toContain('planner execution_error');
    expect(figures?.stdout).toMatch(/^[\d.]+ (healthy|degraded|critical) \d+ [\d.]+ [\d.]+$/m);
    expect([requests?.stderr, figures?.stderr]).toEqual(['', '']);
  });
});

describe('figures of the fleet', () => {
  test('are those of the last minutes, with the score of the system', async () => {
    const failed = new AgentRun({ name: 'figures' });
    await sendSpans(hub, [
      failed.span({ failure: { type: 'Boom', message: 'no' } }),
      new AgentRun({ name: 'figures' }).span(),
    ]);
    process.env.OBSERVATORY_HUB_URL = hub.url;
    const figures = await eventually(async () => {
      const { agents } = await performanceAggregation.collectPerformanceMetrics(60);
      const own = agents.find(({ name }) => name === 'figures');
      expect(own?.total).toBe(2);
      return own;
    });
    expect(figures).toMatchObject({ failed: 1, successRate: 0.5, averageDuration: 2000 });
    const health = await performanceAggregation.getSystemHealthMetrics();
    expect(['healthy', 'degraded', 'critical']).toContain(health.overall.status);
    expect(health.executions.averageDuration).toBeGreaterThan(0);
    expect(health.errors.rate).toBeGreaterThan(0);
    await expect(client().collectPerformanceMetrics(0)).rejects.toMatchObject({
      code: 'OBS_BAD_REQUEST',
      where: 'query.timeRange',
    });
  });

  test('come over a WebSocket too, over a restart of the hub', async () => {
    const states = opened(client().metrics());
    const first = await states.next();
    expect(first.value?.type).toBe('snapshot');
    expect(first.value?.data.health.overall.score).toBeGreaterThanOrEqual(0);
    hub = await hub.restart();
    let next = await states.next();
    while (next.value?.type === 'update') next = await states.next();
    expect(next.value?.type).toBe('snapshot');
  });
});

describe('a hub with a key', () => {
  beforeAll(async () => {
    apiKey = 'the-key-of-this-hub';
    hub = await hub.restart({ OBSERVATORY_API_KEY: apiKey });
  });

  test('refuses a wrong key in each way', async () => {
    const wrong = createClient({ baseUrl: hub.url, apiKey: 'another-key' });
    const refused = { code: 'OBS_UNAUTHORIZED', status: 401, isTemporary: false };
    await expect(wrong.stats()).rejects.toMatchObject(refused);
    await expect(wrong.events().next()).rejects.toMatchObject(refused);
    await expect(wrong.metrics().next()).rejects.toMatchObject(refused);
    await expect(createClient({ baseUrl: hub.url }).execution('ab').next()).rejects.toMatchObject(refused);
  });

  test('takes the right one in each way', async () => {
    await client().stats();
    expect((await opened(client().executions.stream()).next()).value).toEqual({ type: 'hello' });
    expect((await opened(client().metrics()).next()).value?.type).toBe('snapshot');
  });
});
