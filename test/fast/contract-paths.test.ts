import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get, listed } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

/** Each path of the described systems' documents, called as they write it: rows of features.md that the hub answers. */
let hub: TestHub;
const workflow = new AgentRun({
  name: 'nightly',
  kind: 'workflow',
  startMs: Date.now() - 60_000,
  attributes: { 'observatory.workflow.id': 'wf_123' },
});
const agent = new AgentRun({
  name: 'Claude-Agent',
  traceId: workflow.traceId,
  startMs: workflow.startMs + 100,
  attributes: { 'session.id': 'session-1', 'user.id': 'ada' },
});
const failed = new AgentRun({ name: 'GPT-Agent', startMs: Date.now() - 30_000 });

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(hub, [
    workflow.span({ endMs: workflow.startMs + 5000 }),
    agent.span({ parentSpanId: workflow.spanId }),
    agent.chat(),
    agent.tool('database_query'),
    failed.span({ failure: { type: 'DatabaseError', message: 'the database refused' } }),
  ]);
  await sendRecords(hub, [
    workflow.start(),
    agent.start(),
    failed.event('execution_error', {
      severity: 17,
      attributes: { 'observatory.execution.status': 'failed', 'exception.message': 'database error' },
    }),
  ]);
  await eventually(async () => {
    for (const run of [workflow, agent, failed]) expect(await listed(hub, run.id)).toBeDefined();
  });
});
afterAll(() => hub.remove());

const json = (path: string) => get<Record<string, unknown>>(hub, path);

describe('agent execution tracking (seed 000)', () => {
  test('VX7: GET /api/observability/health', async () => {
    const { health, realtime, system } = await json('/api/observability/health');
    expect(health).toMatchObject({
      overall: { status: expect.any(String), score: expect.any(Number) },
      executions: { successRate: expect.any(Number), averageDuration: expect.any(Number) },
      errors: { rate: expect.any(Number) },
    });
    expect([typeof realtime, typeof system]).toEqual(['object', 'object']);
  });

  test('VX7: POST /api/observability/health {action: "clear_cache"}', async () => {
    const answer = await fetch(`${hub.url}/api/observability/health`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"action":"clear_cache"}',
    });
    expect(answer.status).toBe(200);
  });

  test('VX8: GET /api/observability/metrics?timeRange=60, and as text of Prometheus', async () => {
    expect(await json('/api/observability/metrics?timeRange=60')).toHaveProperty('metrics');
    const { headers, body } = await ask(hub, '/api/observability/metrics?timeRange=60&format=prometheus');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toContain('# TYPE observatory_');
  });

  test('VX9: GET /api/observability/events/stream?types=…&severities=…', async () => {
    const stream = await SseClient.open(
      `${hub.url}/api/observability/events/stream?types=execution_start,execution_error&severities=error`,
      { headers: { 'last-event-id': '0' } },
    );
    await eventually(() => expect(stream.messages).toHaveLength(1));
    expect(stream.messages[0]).toMatchObject({
      id: expect.any(String),
      data: { type: 'execution_error', severity: 'error', executionId: failed.id },
    });
    stream.close();
  });
});

describe('real-time monitoring (seed 001)', () => {
  test.each([
    ['IA1: WS /api/v1/observability/ws/metrics', () => '/api/v1/observability/ws/metrics', 'health'],
    [
      'IA1: WS /api/v1/observability/ws/executions/{execution_id}',
      () => `/api/v1/observability/ws/executions/${agent.id}`,
      'execution',
    ],
  ])('%s', async (_name, path, key) => {
    const socket = await WebSocketClient.open(hub.url + path());
    await eventually(() =>
      expect(socket.messages[0]).toMatchObject({ type: 'snapshot', data: { [key]: expect.any(Object) } }),
    );
    socket.send('{"type":"ping"}');
    await eventually(() => expect(socket.messages).toContainEqual({ type: 'pong' }));
    socket.close();
  });

  test('IA2: GET /api/v1/observability/traces?workflow_id=wf_123&limit=50 in the form of the document', async () => {
    const { traces } = (await json('/api/v1/observability/traces?workflow_id=wf_123&limit=50')) as {
      traces: object[];
    };
    expect(traces[0]).toMatchObject({
      trace_id: workflow.traceId,
      workflow_id: 'wf_123',
      status: 'completed',
      start_time: new Date(workflow.startMs).toISOString().replace('Z', '000Z'),
      end_time: new Date(workflow.startMs + 5000).toISOString().replace('Z', '000Z'),
      duration: 5,
      spans: expect.any(Array),
    });
  });

  test('IA2: GET /api/v1/observability/traces/{trace_id}, by the id of an execution too', async () => {
    for (const id of [workflow.traceId, agent.id])
      expect(await json(`/api/v1/observability/traces/${id}`)).toMatchObject({ trace_id: workflow.traceId });
  });

  test('IA3: GET /api/v1/observability/metrics/stream?workflow_id=wf_123', async () => {
    const stream = await SseClient.open(`${hub.url}/api/v1/observability/metrics/stream?workflow_id=wf_123`);
    await eventually(() => expect(stream.messages.length).toBeGreaterThan(0));
    expect(stream.messages[0]?.id).toBeDefined();
    expect(stream.frames.join('\n')).not.toContain('event:');
    stream.close();
  });

  test('IA4: GET /api/v1/observability/overview', async () => {
    expect(await json('/api/v1/observability/overview')).toMatchObject({
      capabilities: expect.anything(),
      integrations: expect.anything(),
    });
  });

  test('IA5, IA6: GET /api/v1/monitoring/health', async () => {
    expect(await json('/api/v1/monitoring/health')).toMatchObject({
      health: {
        total_executions: 3,
        total_agents: 2,
        total_workflows: 1,
        failed_executions: 1,
        success_rate: 2 / 3,
        recent_failures_24h: 1,
      },
      realtime: { running_executions: 0, failed_last_hour: 1, system_load: expect.any(Number) },
    });
  });
});

describe('enterprise features (seed 002)', () => {
  const events = async (query: string) =>
    ((await json(`/events?${query}`)) as { events: { message: string }[] }).events;

  test('EN8: GET /events?start_time=…&end_time=…', async () => {
    const at = (ms: number) => new Date(ms).toISOString();
    expect(await events(`start_time=${at(Date.now() - 3_600_000)}&end_time=${at(Date.now())}`)).toHaveLength(
      3,
    );
  });

  test('EN8: GET /events?severity=3', async () => {
    expect(await events('severity=3')).toMatchObject([{ type: 'execution_error' }]);
  });

  test('EN8: GET /events?search=database+error', async () => {
    expect(await events('search=database+error')).toHaveLength(1);
    expect(await events('search=database+mystery')).toHaveLength(0);
  });

  test('EN8: GET /events?trace_id=abc123def456, and of a trace that exists', async () => {
    expect(await events('trace_id=abc123def456')).toEqual([]);
    expect(await events(`trace_id=${workflow.traceId}`)).toHaveLength(2);
  });

  test('EN8: WS /ws {type: "subscribe", types, agents}', async () => {
    const socket = await WebSocketClient.open(`${hub.url}/ws`);
    socket.send('{"type":"subscribe","types":["execution_start"],"agents":["planner"]}');
    await eventually(() => expect(socket.messages).toMatchObject([{ type: 'subscribed' }]));
    const other = new AgentRun({ name: 'other' });
    const planner = new AgentRun({ name: 'planner' });
    await sendRecords(hub, [other.start(), planner.start()]);
    await eventually(() =>
      expect(socket.messages.slice(1)).toMatchObject([
        { type: 'event', event: { type: 'execution_start', executionId: planner.id } },
      ]),
    );
    socket.close();
  });

  test('EN9: GET /otlp/traces?start_time=…, /otlp/metrics, /otlp/logs?start_time=…, /metrics', async () => {
    const start = new Date(Date.now() - 3_600_000).toISOString();
    expect(await json(`/otlp/traces?start_time=${start}`)).toHaveProperty('resourceSpans');
    expect(await json('/otlp/metrics')).toHaveProperty('resourceMetrics');
    expect(await json(`/otlp/logs?start_time=${start}`)).toHaveProperty('resourceLogs');
    expect((await ask(hub, '/metrics')).body).toContain('observatory_runs_total');
  });

  test.each([
    ['/analytics-dashboard.html', '/analytics'],
    ['/mobile-dashboard.html', '/'],
    ['/index-enhanced.html', '/'],
  ])('EN4, EN6: %s leads to the page', async (path, page) => {
    const answer = await fetch(hub.url + path, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, page]);
  });
});

describe('engineering team metrics (seed 004)', () => {
  test.each(['/health', '/ready', '/metrics', '/status'])('AE4: GET %s', async (path) => {
    expect((await ask(hub, path)).status).toBe(200);
  });
});
