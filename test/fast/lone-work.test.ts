import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type PlainSpan, postJson, tracesBody } from '../support/otlp-json.ts';
import { newSpanId, newTraceId } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Inferences and tool calls outside of every execution, on a hub that waits two seconds for what may stand above. */
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_HEARTBEAT_TIMEOUT: '2' });
});
afterAll(() => hub.remove());

const send = async (...spans: readonly PlainSpan[]) =>
  expect((await postJson(`${hub.url}/v1/traces`, tracesBody('shop', spans))).status).toBe(200);

function trace() {
  const traceId = newTraceId();
  const span = (name: string, more: Partial<PlainSpan> = {}): PlainSpan => ({
    traceId,
    spanId: newSpanId(),
    name,
    startMs: Date.now() - 20,
    endMs: Date.now(),
    ...more,
  });
  const chat = (more: Partial<PlainSpan> = {}) =>
    span('chat gpt-4.1-mini', {
      kind: 3,
      ...more,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4.1-mini',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 20,
        ...more.attributes,
      },
    });
  const list = () => get<Schemas['ExecutionList']>(hub, `/api/v1/executions?q=${traceId}`);
  const seen = async () =>
    (await list()).executions.map(({ name, operation, llm_calls, usage, cost_usd }) => [
      name,
      operation,
      llm_calls,
      usage.input_tokens,
      cost_usd !== null,
    ]);
  return { traceId, span, chat, seen, list };
}

describe('an inference outside of every execution', () => {
  test('is listed, counted and priced, and is a step of itself', async () => {
    const { chat, seen, list } = trace();
    await send(chat());
    await eventually(async () => expect(await seen()).toEqual([['shop', 'chat', 1, 100, true]]));
    const [one] = (await list()).executions;
    const detail = await get<Schemas['ExecutionDetail']>(hub, `/api/v1/executions/${one?.id}`);
    expect(detail.steps).toMatchObject([
      { kind: 'llm', name: 'gpt-4.1-mini', execution_id: one?.id, child_execution_id: null },
    ]);
  });

  test('waits for its request, and is a step of it when that comes', async () => {
    const { span, chat, seen } = trace();
    const request = span('POST /ask', { kind: 2 });
    await send(chat({ parentSpanId: request.spanId }), chat({ parentSpanId: request.spanId }));
    await send(request);
    await eventually(async () => expect(await seen()).toEqual([['shop', 'POST /ask', 2, 200, true]]));
  });

  test('is seen when the span above it does not come, and leaves nothing behind when that comes late', async () => {
    const { span, chat, seen } = trace();
    const agent = span('invoke_agent planner', {
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner' },
    });
    await send(chat({ parentSpanId: agent.spanId }));
    expect(await seen()).toEqual([]);
    await eventually(async () => expect(await seen()).toEqual([['shop', 'chat', 1, 100, true]]), 20_000);
    await send(agent);
    await eventually(async () => expect(await seen()).toEqual([['planner', null, 1, 100, true]]));
  });
});

test("an answer that two executions saw counts once in the fleet's metrics, also where the one that it is of comes later", async () => {
  const { span, chat, list } = trace();
  const now = Date.now();
  const answer = { 'gen_ai.response.id': 'one', 'gen_ai.request.model': 'gpt-4.1-nano' };
  const agent = (name: string) =>
    span(`invoke_agent ${name}`, {
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name },
    });
  const [first, second] = [agent('first'), agent('second')];
  const calls = async () =>
    (await list()).executions.map(({ name, llm_calls }) => `${name} ${llm_calls}`).sort();
  const inner = { parentSpanId: first.spanId, startMs: now - 10, endMs: now, attributes: answer };
  await send(first, chat(inner));
  await eventually(async () => expect(await calls()).toEqual(['first 1']));
  await send(second, chat({ ...inner, parentSpanId: second.spanId, startMs: now - 15 }));
  await eventually(async () => expect(await calls()).toEqual(['first 0', 'second 1']));
  const text = await (await fetch(`${hub.url}/metrics`)).text();
  const counted = [...text.matchAll(/^observatory_llm_calls_total\{.*gpt-4\.1-nano.*\} (.+)$/gm)];
  expect(counted.reduce((sum, [, value]) => sum + Number(value), 0)).toBe(1);
});

test('a request that an MCP server served is an execution with its tool call', async () => {
  const { span, list } = trace();
  await send(
    span('tools/call query', {
      kind: 2,
      attributes: { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'query' },
    }),
  );
  await eventually(async () =>
    expect((await list()).executions).toMatchObject([
      { name: 'shop', operation: 'tools/call query', tool_calls: 1, llm_calls: 0 },
    ]),
  );
});
