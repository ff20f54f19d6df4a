import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { eventually } from '../support/eventually.ts';
import { type PlainSpan, postJson, tracesBody } from '../support/otlp-json.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** What the schema `views` gives of what was sent; the expected rows are worked out by hand. */
let hub: TestHub;
const folder = mkdtempSync(join(tmpdir(), 'observatory-views-'));
beforeAll(async () => {
  hub = await startTestHub({}, folder);
});
afterAll(async () => {
  await hub.remove();
  rmSync(folder, { recursive: true, force: true });
});

const START = Date.UTC(2026, 0, 5, 9, 30);
const query = <R extends object>(text: string, values: unknown[] = []) => queryStore<R>(hub, text, values);

const mini = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.response.model': 'gpt-4o-mini',
  'gen_ai.usage.input_tokens': 1_000_000,
  'gen_ai.usage.output_tokens': 2_000,
};

describe('a workflow that runs an agent, which calls a model and a tool', () => {
  const workflow = new AgentRun({ name: 'handle-ticket', kind: 'workflow', startMs: START });
  const agent = new AgentRun({
    name: 'planner',
    traceId: workflow.traceId,
    startMs: START + 100,
    attributes: { 'user.id': 'u-1', 'session.id': 's-1' },
  });
  const chat = agent.chat(mini, { startMs: START + 200, endMs: START + 700 });
  const tool = agent.tool('search', {
    startMs: START + 800,
    endMs: START + 900,
    failure: { type: 'Timeout', message: 'too slow' },
  });

  beforeAll(async () => {
    await sendSpansOf({ 'deployment.environment.name': 'production', 'service.version': '1.4.0' }, [
      workflow.span({ endMs: START + 3000 }),
      agent.span({
        parentSpanId: workflow.spanId,
        endMs: START + 2100,
        failure: { type: 'ToolError', message: 'search was too slow' },
      }),
      chat,
      tool,
    ]);
    await sendRecords(hub, [
      {
        timeMs: START + 2500,
        eventName: 'gen_ai.evaluation.result',
        traceId: chat.traceId,
        spanId: chat.spanId,
        attributes: {
          'log.record.uid': 'judgement',
          'gen_ai.evaluation.name': 'relevance',
          'gen_ai.evaluation.score.value': 0.75,
          'gen_ai.evaluation.score.label': 'good',
          'gen_ai.evaluation.explanation': 'names the customer',
        },
      },
      agent.event('execution_start'),
    ]);
    await eventually(async () =>
      expect(
        await query("SELECT 1 FROM views.executions WHERE name = 'planner' AND ended_at IS NOT NULL"),
      ).toHaveLength(1),
    );
  });

  test('is two executions, of which each has only what it did itself', async () => {
    expect(await query('SELECT * FROM views.executions ORDER BY started_at')).toEqual([
      {
        id: workflow.id,
        trace_id: workflow.traceId,
        span_id: workflow.spanId,
        parent_id: null,
        kind: 'workflow',
        name: 'handle-ticket',
        operation: null,
        status: 'completed',
        error_type: null,
        error_message: null,
        service: 'shop',
        environment: 'production',
        version: '1.4.0',
        user_id: null,
        session_id: null,
        conversation_id: null,
        task_id: null,
        workflow_id: null,
        started_at: new Date('2026-01-05T09:30:00Z'),
        ended_at: new Date('2026-01-05T09:30:03Z'),
        duration_seconds: 3,
        step_count: 1,
        llm_calls: 0,
        tool_calls: 0,
        input_tokens: '0',
        output_tokens: '0',
        cost_usd: null,
        unpriced_calls: 0,
      },
      expect.objectContaining({
        id: agent.id,
        parent_id: workflow.id,
        kind: 'agent',
        name: 'planner',
        status: 'failed',
        error_type: 'ToolError',
        error_message: 'search was too slow',
        user_id: 'u-1',
        session_id: 's-1',
        duration_seconds: 2,
        step_count: 2,
        llm_calls: 1,
        tool_calls: 1,
        input_tokens: '1000000',
        output_tokens: '2000',
        // A million at 0.15 $ a million, and 2,000 at 0.60 $.
        cost_usd: 0.1512,
        unpriced_calls: 0,
      }),
    ]);
  });

  test('is two calls, under the names of their agent and of the workflow above it', async () => {
    const common = {
      trace_id: workflow.traceId,
      execution_id: agent.id,
      agent: 'planner',
      workflow: 'handle-ticket',
      service: 'shop',
      environment: 'production',
    };
    expect(await query('SELECT * FROM views.calls ORDER BY started_at')).toEqual([
      {
        ...common,
        started_at: new Date('2026-01-05T09:30:00.200Z'),
        span_id: chat.spanId,
        kind: 'model',
        name: 'gpt-4o-mini',
        provider: 'openai',
        status: 'completed',
        error_type: null,
        duration_seconds: 0.5,
        input_tokens: '1000000',
        output_tokens: '2000',
        cache_read_tokens: '0',
        cache_write_tokens: '0',
        reasoning_tokens: '0',
        cost_usd: 0.1512,
      },
      {
        ...common,
        started_at: new Date('2026-01-05T09:30:00.800Z'),
        span_id: tool.spanId,
        kind: 'tool',
        name: 'search',
        provider: null,
        status: 'failed',
        error_type: 'Timeout',
        duration_seconds: 0.1,
        input_tokens: null,
        output_tokens: null,
        cache_read_tokens: null,
        cache_write_tokens: null,
        reasoning_tokens: null,
        cost_usd: null,
      },
    ]);
  });

  test('has an evaluation of the execution that made the judged call, without its explanation', async () => {
    expect(await query('SELECT * FROM views.evaluations')).toEqual([
      {
        time: new Date('2026-01-05T09:30:02.500Z'),
        trace_id: workflow.traceId,
        execution_id: agent.id,
        agent: 'planner',
        environment: 'production',
        name: 'relevance',
        score: 0.75,
        label: 'good',
      },
    ]);
  });

  test('has its event, with the agent that it tells of', async () => {
    expect(await query('SELECT * FROM views.events WHERE trace_id = $1', [agent.traceId])).toEqual([
      expect.objectContaining({
        id: expect.any(String),
        type: 'execution_start',
        severity: 'info',
        execution_id: agent.id,
        step: null,
        agent: 'planner',
        service: 'shop',
      }),
    ]);
  });
});

test('a call that an inner instrumentation reports too, later, is one call', async () => {
  const run = new AgentRun({ name: 'wrapped', startMs: START });
  const outer = run.chat(mini, { name: 'chat (framework)' });
  const calls = () => query("SELECT span_id, cost_usd FROM views.calls WHERE agent = 'wrapped'");
  await sendSpans(hub, [run.span(), outer]);
  await eventually(async () => expect(await calls()).toEqual([{ span_id: outer.spanId, cost_usd: 0.1512 }]));
  const inner = { ...outer, spanId: newSpanId(), parentSpanId: outer.spanId, name: 'chat (client)' };
  await sendSpans(hub, [inner]);
  await eventually(async () => expect(await calls()).toEqual([{ span_id: inner.spanId, cost_usd: 0.1512 }]));
});

test('a call without a price costs nothing that is known', async () => {
  const run = new AgentRun({ name: 'private', startMs: START });
  const model = { 'gen_ai.request.model': 'acme-private-1', 'gen_ai.response.model': 'acme-private-1' };
  await sendSpans(hub, [run.span(), run.chat({ ...mini, ...model, 'gen_ai.provider.name': 'acme' })]);
  await eventually(async () =>
    expect(
      await query("SELECT llm_calls, cost_usd, unpriced_calls FROM views.executions WHERE name = 'private'"),
    ).toEqual([{ llm_calls: 1, cost_usd: null, unpriced_calls: 1 }]),
  );
  expect(await query("SELECT name, cost_usd FROM views.calls WHERE agent = 'private'")).toEqual([
    { name: 'acme-private-1', cost_usd: null },
  ]);
});

test('a call of a service without agents is under the name of the service', async () => {
  const call: PlainSpan = {
    traceId: newTraceId(),
    spanId: newSpanId(),
    name: 'chat',
    startMs: START,
    endMs: START + 250,
    attributes: mini,
  };
  await sendSpans(hub, [call], 'plain');
  await eventually(async () =>
    expect(
      await query("SELECT agent, span_id, duration_seconds FROM views.calls WHERE service = 'plain'"),
    ).toEqual([{ agent: 'plain', span_id: call.spanId, duration_seconds: 0.25 }]),
  );
});

test('a day is looked for in the partitions of that day', async () => {
  await query("SELECT observatory_ensure_days('2026-02-01', '2026-02-10')");
  const day = "BETWEEN '2026-02-03T00:00:00Z' AND '2026-02-03T23:59:59Z'";
  for (const [view, time, table] of [
    ['executions', 'started_at', 'agent_executions'],
    ['calls', 'started_at', 'agent_calls'],
    ['events', 'time', 'observability_events'],
    ['evaluations', 'time', 'logs'],
  ] as const) {
    const plan = await query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT ${time} FROM views.${view} WHERE ${time} ${day}`,
    );
    const tables = new Set(
      plan.flatMap((line) =>
        [...line['QUERY PLAN'].matchAll(/ on (\w+?)_2026(\d{4})/g)].map(([, name, at]) => `${name} ${at}`),
      ),
    );
    expect([view, ...[...tables].filter((name) => name.startsWith(table))]).toEqual([view, `${table} 0203`]);
  }
});

test('thousands of evaluations take no seconds: each is looked up in the partitions of the days around it alone', async () => {
  await query("SELECT observatory_ensure_days('2026-02-01', '2026-02-10')");
  const plan = await query<{ 'QUERY PLAN': string }>(
    "EXPLAIN (ANALYZE) SELECT agent FROM views.evaluations WHERE time < '2026-01-10'",
  );
  const lookedInto = plan
    .map((line) => line['QUERY PLAN'])
    .filter(
      (line) => / on agent_(executions|calls)_202602\d\d/.test(line) && !line.includes('never executed'),
    );
  expect(lookedInto).toEqual([]);
  expect(await query("SELECT agent FROM views.evaluations WHERE time < '2026-01-10'")).toEqual([
    { agent: 'planner' },
  ]);
});

async function sendSpansOf(resource: Record<string, string>, spans: readonly PlainSpan[]): Promise<void> {
  const body = tracesBody('shop', spans, resource);
  expect((await postJson(`${hub.url}/v1/traces`, body)).status).toBe(200);
}
