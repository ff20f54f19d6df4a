import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
const now = Date.now();
const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}000Z`;
const workflow = new AgentRun({
  name: 'nightly',
  kind: 'workflow',
  startMs: now - 90_000,
  endMs: now - 87_500,
  attributes: { 'observatory.workflow.id': 'wf_123', 'user.id': 'ada' },
});
const inner = new AgentRun({ name: 'inner', traceId: workflow.traceId, startMs: now - 89_000 });
const chat = inner.chat(
  { 'gen_ai.request.model': 'gpt-4.1-mini', 'gen_ai.usage.cost.amount': 0.25 },
  { startMs: now - 88_900, endMs: now - 88_000 },
);
const failing = new AgentRun({ name: 'failing', startMs: now - 60_000, endMs: now - 50_000 });
const running = new AgentRun({ name: 'running', startMs: now - 30_000 });

beforeAll(async () => {
  hub = await startTestHub();
  await sendSpans(hub, [
    workflow.span(),
    inner.span({ parentSpanId: workflow.spanId }),
    chat,
    failing.span({ failure: { type: 'Timeout', message: 'too slow' } }),
  ]);
  await sendRecords(hub, [running.start()]);
  await eventually(async () => expect(await traces()).toHaveLength(3));
});
afterAll(() => hub.remove());

const traces = async (query = '') =>
  (await get<Schemas['TraceList']>(hub, `/api/v1/observability/traces?${query}`)).traces;
const names = async (query: string) => (await traces(query)).map((trace) => trace.name);
const trace = (id: string) => get<Schemas['Trace']>(hub, `/api/v1/observability/traces/${id}`);

describe('the list of traces', () => {
  test('has the newest first, with times, seconds and spans', async () => {
    const list = await traces();
    expect(list.map((one) => one.name)).toEqual(['running', 'failing', 'nightly']);
    expect(list[2]).toMatchObject({
      trace_id: workflow.traceId,
      execution_id: workflow.id,
      workflow_id: 'wf_123',
      status: 'completed',
      start_time: iso(now - 90_000),
      end_time: iso(now - 87_500),
      duration: 2.5,
      spans_truncated: false,
    });
    expect(list[2]?.spans.map((span) => span.span_id)).toEqual([workflow.spanId, inner.spanId, chat.spanId]);
    expect(list[0]).toMatchObject({ status: 'running', end_time: null, duration: null, spans: [] });
  });

  test('is as long as its limit', async () => {
    expect(await names('limit=2')).toEqual(['running', 'failing']);
  });

  test.each([
    ['workflow_id=wf_123', ['nightly']],
    ['workflow_id=wf_1', []],
    ['status=failed,running', ['running', 'failing']],
    ['agent=inner', ['inner']],
    ['user=ada', ['nightly']],
    ['model=gpt-4.1-mini', ['nightly']],
    ['model=gpt-4.1', []],
    ['text=too%20slow', ['failing']],
    [`start_time=${encodeURIComponent(iso(now - 60_000))}`, ['running', 'failing']],
    [`end_time=${encodeURIComponent(iso(now - 60_000))}`, ['nightly']],
    ['min_duration=10', ['failing']],
    ['max_duration=9.5', ['nightly']],
  ])('takes %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test.each([
    ['limit=0', 'query.limit'],
    ['limit=201', 'query.limit'],
    ['status=active', 'query.status'],
    ['start_time=yesterday', 'query.start_time'],
    ['min_duration=-1', 'query.min_duration'],
    ['workflow_id=%00', 'query.workflow_id'],
  ])('answers %s with 400, a code and where', async (query, where) => {
    const { status, body } = await ask(hub, `/api/v1/observability/traces?${query}`);
    expect([status, body]).toMatchObject([400, { error: { code: 'OBS_BAD_REQUEST', where } }]);
  });
});

describe('one trace', () => {
  test('is found by its id, and is then its outermost execution', async () => {
    expect(await trace(workflow.traceId)).toMatchObject({ name: 'nightly', duration: 2.5 });
    expect(await trace(workflow.traceId.toUpperCase())).toMatchObject({ name: 'nightly' });
  });

  test('is found by the id of any execution in it', async () => {
    const found = await trace(inner.id);
    expect(found).toMatchObject({
      trace_id: workflow.traceId,
      execution_id: inner.id,
      name: 'inner',
      duration: 2,
    });
    expect(found.spans).toHaveLength(3);
  });

  test('without an execution is its root span', async () => {
    const [traceId, root] = [newTraceId(), newSpanId()];
    const failure = { type: 'Oops', message: 'no' };
    await sendSpans(hub, [
      {
        traceId,
        spanId: newSpanId(),
        parentSpanId: root,
        name: 'SELECT',
        startMs: now - 900,
        endMs: now - 800,
      },
      { traceId, spanId: root, name: 'GET /', startMs: now - 800, endMs: now - 300, failure },
    ]);
    expect(await trace(traceId)).toMatchObject({
      execution_id: null,
      workflow_id: null,
      name: 'GET /',
      status: 'failed',
      duration: 0.5,
    });
  });

  test('that is unknown is 404 with a code', async () => {
    for (const id of [newTraceId(), workflow.traceId + newSpanId(), 'exec_123', '%00']) {
      const { status, body } = await ask(hub, `/api/v1/observability/traces/${encodeURIComponent(id)}`);
      expect([status, body]).toMatchObject([404, { error: { code: 'OBS_TRACE_NOT_FOUND' } }]);
    }
  });
});

describe('a trace of 10,000 spans', () => {
  const big = new AgentRun({ name: 'big', startMs: now - 20_000, endMs: now - 1000 });
  const toolOf = (at: number) =>
    big.tool(`tool ${at % 7}`, { startMs: now - 19_000 + at, endMs: now - 18_990 + at });

  beforeAll(async () => {
    const spans = [big.span(), ...Array.from({ length: 9999 }, (_, at) => toolOf(at))];
    await sendSpans(hub, spans);
    await eventually(
      async () => expect(await listed(hub, big.id)).toMatchObject({ step_count: 9999 }),
      20_000,
    );
  });

  test('has all its steps counted, and its detail says what it cut', async () => {
    const detail = await get<Schemas['ExecutionDetail']>(hub, `/api/v1/executions/${big.id}`);
    expect(detail.execution).toMatchObject({ step_count: 9999, tool_calls: 9999, status: 'completed' });
    expect(detail.truncated.toSorted()).toEqual(['spans', 'steps']);
    expect([detail.spans.length, detail.steps.length]).toEqual([5000, 5000]);
  });

  test('is cut in the answers for traces, which say so, and leaves the spans of others', async () => {
    const one = await trace(big.traceId);
    expect([one.spans.length, one.spans_truncated]).toEqual([5000, true]);
    const list = await traces();
    expect(list.map((each) => [each.name, each.spans.length, each.spans_truncated])).toEqual([
      ['big', 1250, true],
      ['running', 0, false],
      ['failing', 1, false],
      ['nightly', 3, false],
    ]);
  });

  test('leaves the hub answering while it is sent again and read', async () => {
    const spans = Array.from({ length: 10_000 }, (_, at) => toolOf(at));
    const sending = sendSpans(hub, spans);
    const reading = ask(hub, `/api/v1/executions/${big.id}`);
    const other = new AgentRun({ name: 'beside' });
    await sendRecords(hub, [other.start()]);
    await eventually(async () => expect(await listed(hub, other.id)).toMatchObject({ status: 'running' }));
    expect((await ask(hub, '/health')).status).toBe(200);
    expect((await reading).status).toBe(200);
    await sending;
  });
});

describe('the figures over time', () => {
  test('count runs by how they ended, in buckets of a minute, inner executions left out', async () => {
    const stats = await get<Schemas['Stats']>(hub, '/api/v1/stats?minutes=10');
    expect(stats).toMatchObject({ minutes: 10, bucket_seconds: 60 });
    expect(stats.buckets).toHaveLength(11);
    const { totals } = stats;
    // nightly and big; failing; running and beside.
    expect(totals).toMatchObject({
      started: 5,
      completed: 2,
      failed: 1,
      running: 2,
      cancelled: 0,
      tokens: 110,
    });
    expect(totals.cost_usd).toBe(0.25);
    const bucket = (ms: number) => iso(Math.floor(ms / 60_000) * 60_000);
    expect(stats.buckets.find((one) => one.time === bucket(failing.startMs))?.failed).toBe(1);
    expect(stats.buckets.find((one) => one.time === bucket(workflow.startMs))?.tokens).toBe(110);
  });

  test('have at most about 60 buckets, whatever the time', async () => {
    const stats = await get<Schemas['Stats']>(hub, '/api/v1/stats?minutes=10080');
    expect(stats.bucket_seconds).toBe(10_080);
    expect(stats.buckets.length).toBeLessThanOrEqual(61);
    expect(stats.totals.started).toBe(5);
  });

  test.each(['minutes=0', 'minutes=10081', 'minutes=x'])('answer %s with 400 and where', async (query) => {
    const { status, body } = await ask(hub, `/api/v1/stats?${query}`);
    expect([status, body]).toMatchObject([
      400,
      { error: { code: 'OBS_BAD_REQUEST', where: 'query.minutes' } },
    ]);
  });
});
