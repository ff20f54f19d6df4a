import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldTrace } from './fold-trace.ts';
import type { FoldClock, FoldEvent, FoldSpan, Inference } from './inputs.ts';
import { sumOf } from './totals.ts';

const TRACE = 'b'.repeat(32);
const SECOND = 1_000_000;
const T0 = 1_790_000_000 * SECOND;
const SERVER = 2;
/** The last spans of these tests ended less than two minutes before. */
const clock: FoldClock = {
  nowUs: T0 + 60 * SECOND,
  timeoutUs: 1800 * SECOND,
  heartbeatTimeoutUs: 120 * SECOND,
  listeningSinceUs: T0,
};
const later: FoldClock = { ...clock, nowUs: T0 + 600 * SECOND };
const idOf = (n: number) => n.toString(16).padStart(16, '0');
const executionId = (n: number) => TRACE + idOf(n);

function span(n: number, parent: number | null, over: Partial<FoldSpan> = {}): FoldSpan {
  return {
    spanId: idOf(n),
    parentSpanId: parent === null ? null : idOf(parent),
    name: `span ${n}`,
    kind: 1,
    startUs: T0 + n * SECOND,
    endUs: T0 + (n + 1) * SECOND,
    failed: false,
    statusMessage: null,
    service: 'shop',
    environment: null,
    serviceVersion: null,
    executionId: null,
    operation: null,
    label: null,
    inference: null,
    errorType: null,
    facts: {},
    ...over,
  };
}

const answer: Inference = {
  provider: 'openai',
  model: 'gpt-x',
  usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
  costPico: 700,
  costSource: 'override',
};
const chat = (n: number, parent: number | null, over: Partial<FoldSpan> = {}) =>
  span(n, parent, { name: 'chat gpt-x', operation: 'chat', label: 'gpt-x', inference: answer, ...over });
const request = (n: number, parent: number | null, name: string, over: Partial<FoldSpan> = {}) =>
  span(n, parent, { name, kind: SERVER, ...over });
const agent = (n: number, parent: number | null) =>
  span(n, parent, { operation: 'invoke_agent', label: 'planner', facts: { executionKind: 'agent' } });
const tool = (n: number, parent: number | null, over: Partial<FoldSpan> = {}) =>
  span(n, parent, { operation: 'execute_tool', label: 'query', ...over });
const served = (n: number, parent: number | null) =>
  request(n, parent, 'tools/call query', { service: 'database', facts: { servedTool: 'query' } });

const fold = (spans: readonly FoldSpan[], at = clock, events: readonly FoldEvent[] = []) =>
  foldTrace({ traceId: TRACE, spans, events, heartbeats: new Map() }, at);
/** Executions with their name, what they did, their parent, and the calls, tokens and tools that count. */
const seen = (spans: readonly FoldSpan[], at = clock) =>
  fold(spans, at).executions.map(({ id, name, operation, parentId, own }) => [
    Number.parseInt(id.slice(32), 16),
    name,
    operation,
    parentId === null ? null : Number.parseInt(parentId.slice(32), 16),
    sumOf(own).calls,
    sumOf(own).usage.input,
    own.toolCalls,
  ]);

describe('outside of every execution', () => {
  test('an inference is an execution of its service, and its own step', () => {
    expect(seen([chat(1, null)])).toEqual([[1, 'shop', 'chat', null, 1, 10, 0]]);
    expect(fold([chat(1, null)]).steps).toMatchObject([
      {
        stepId: idOf(1),
        parentStepId: null,
        executionId: executionId(1),
        childExecutionId: null,
        kind: 'llm',
        name: 'gpt-x',
        inference: answer,
      },
    ]);
  });

  test('it is named by the agent that it names, and knows the user that it names', () => {
    const [one] = fold([chat(1, null, { facts: { agentName: 'writer', userId: 'ann' } })]).executions;
    expect(one).toMatchObject({ name: 'writer', userId: 'ann', kind: 'agent', status: 'completed' });
  });

  test('that failed is a failed execution', () => {
    const failed = chat(1, null, { failed: true, errorType: '429', statusMessage: 'slow down' });
    expect(fold([failed]).executions).toMatchObject([
      { status: 'failed', error: { type: '429', message: 'slow down' } },
    ]);
  });

  test('several inferences of one request are one execution of that request', () => {
    const spans = [request(1, null, 'POST /ask'), chat(2, 1), span(3, 1), chat(4, 3), tool(5, 1)];
    expect(seen(spans)).toEqual([[1, 'shop', 'POST /ask', null, 2, 20, 1]]);
    expect(fold(spans).steps.map(({ stepId, kind }) => [stepId, kind])).toEqual([
      [idOf(2), 'llm'],
      [idOf(4), 'llm'],
      [idOf(5), 'tool'],
    ]);
  });

  test('inferences of a program are one execution of its root span', () => {
    expect(seen([span(1, null, { name: 'nightly' }), chat(2, 1), chat(3, 1)])).toEqual([
      [1, 'shop', 'nightly', null, 2, 20, 0],
    ]);
  });

  test('each service that a request reaches has an execution of its own, the later within the earlier', () => {
    const spans = [
      request(1, null, 'POST /ask'),
      chat(2, 1),
      span(3, 1, { kind: 3 }),
      request(4, 3, 'POST /summary', { service: 'summaries' }),
      chat(5, 4),
    ];
    expect(seen(spans)).toEqual([
      [1, 'shop', 'POST /ask', null, 1, 10, 0],
      [4, 'summaries', 'POST /summary', 1, 1, 10, 0],
    ]);
  });

  test('of an inference within an inference, one counts, and both are steps', () => {
    const { executions, steps } = fold([chat(1, null), chat(2, 1)]);
    expect(executions.map(({ own }) => sumOf(own).calls)).toEqual([1]);
    expect(steps.map(({ stepId, parentStepId }) => [stepId, parentStepId])).toEqual([
      [idOf(1), null],
      [idOf(2), idOf(1)],
    ]);
  });

  test('a tool call and a request that an MCP server served are seen, once', () => {
    expect(seen([tool(1, null)])).toEqual([[1, 'shop', 'execute_tool query', null, 0, 0, 1]]);
    expect(seen([served(1, null), span(2, 1)])).toEqual([[1, 'database', 'tools/call query', null, 0, 0, 1]]);
    expect(seen([tool(1, null), served(2, 1)])).toEqual([[1, 'shop', 'execute_tool query', null, 0, 0, 1]]);
  });

  test('within an execution, a served request is a step where no client tells of it', () => {
    expect(seen([agent(1, null), span(2, 1, { kind: 3 }), served(3, 2)])).toEqual([
      [1, 'planner', null, null, 0, 0, 1],
    ]);
    expect(seen([agent(1, null), tool(2, 1), served(3, 2)])).toEqual([[1, 'planner', null, null, 0, 0, 1]]);
  });

  test('requests, queries and named steps alone are none', () => {
    expect(seen([request(1, null, 'GET /'), span(2, 1), span(3, 1, { operation: 'step' })])).toEqual([]);
  });

  test('an inference beside an agent leaves the agent as it is', () => {
    const spans = [request(1, null, 'POST /ask'), agent(2, 1), chat(3, 2), chat(4, 1)];
    expect(seen(spans)).toEqual([
      [2, 'planner', null, null, 1, 10, 0],
      [4, 'shop', 'chat', null, 1, 10, 0],
    ]);
  });

  test('what runs an agent is seen by the agent', () => {
    expect(seen([tool(1, null), agent(2, 1), chat(3, 2)])).toEqual([[2, 'planner', null, null, 1, 10, 0]]);
  });
});

describe('what may still come', () => {
  test('is waited for while parents are missing, and the trace is due when it has been silent', () => {
    const { executions, waitsUntilUs } = fold([chat(2, 1)]);
    expect(executions).toEqual([]);
    expect(waitsUntilUs).toBe(T0 + 123 * SECOND);
  });

  test('is not waited for where the trace is silent', () => {
    expect(seen([chat(2, 1)], later)).toEqual([[2, 'shop', 'chat', null, 1, 10, 0]]);
    expect(fold([chat(2, 1)], later).waitsUntilUs).toBeNull();
  });

  test('makes an inference a step of the request, or of the agent, when it comes late', () => {
    expect(seen([chat(2, 1), request(1, null, 'POST /ask')], later)).toEqual([
      [1, 'shop', 'POST /ask', null, 1, 10, 0],
    ]);
    expect(seen([chat(2, 1), agent(1, null)], later)).toEqual([[1, 'planner', null, null, 1, 10, 0]]);
  });

  test('is never decided for what says which execution it is of', () => {
    const claimed = chat(2, null, { executionId: executionId(1) });
    expect(seen([claimed], later)).toEqual([]);
    expect(fold([claimed], later).waitsUntilUs).toBeNull();
  });

  test('is not waited for because of a clock that goes wrong', () => {
    const ahead = chat(2, 1, { startUs: T0 + 9000 * SECOND, endUs: T0 + 9001 * SECOND });
    expect(seen([ahead])).toHaveLength(1);
  });

  test('is nothing where all is an execution already', () => {
    expect(fold([agent(1, 99), chat(2, 1)]).waitsUntilUs).toBeNull();
  });
});

describe('one answer, reported twice', () => {
  const facts = { responseId: 'resp-1' };
  const same = { facts, startUs: T0 + 2 * SECOND, endUs: T0 + 4 * SECOND };
  const silent = { ...answer, usage: null, costPico: null, costSource: null };

  test('counts once, wherever the two stand', () => {
    const spans = [agent(1, null), chat(2, 1, same), span(3, 1), chat(4, 3, same), chat(5, 1)];
    expect(seen(spans)).toEqual([[1, 'planner', null, null, 2, 20, 0]]);
  });

  test('counts where it has tokens', () => {
    const spans = [agent(1, null), chat(2, 1, { ...same, inference: silent }), chat(3, 1, same)];
    expect(seen(spans)).toEqual([[1, 'planner', null, null, 1, 10, 0]]);
  });

  test('counts within the execution, and is none of its own beside it', () => {
    const spans = [chat(1, null, same), agent(2, null), chat(3, 2, same)];
    expect(seen(spans)).toEqual([[2, 'planner', null, null, 1, 10, 0]]);
  });

  test('is two where two providers gave it', () => {
    const other = { ...answer, provider: 'anthropic' };
    const spans = [agent(1, null), chat(2, 1, same), chat(3, 1, { ...same, inference: other })];
    expect(seen(spans)).toEqual([[1, 'planner', null, null, 2, 20, 0]]);
  });

  test('is two where one came after the other, as from a server with few ids', () => {
    const spans = [agent(1, null), chat(2, 1, { facts }), chat(4, 1, { facts })];
    expect(seen(spans)).toEqual([[1, 'planner', null, null, 2, 20, 0]]);
  });
});

test('an inference that a tool runs is another than the one that asked for the tool', () => {
  expect(seen([agent(1, null), chat(2, 1), tool(3, 2), chat(4, 3)])).toEqual([
    [1, 'planner', null, null, 2, 20, 1],
  ]);
});

test('any order, any number of times, gives the same', () => {
  const facts = { responseId: 'resp-1' };
  const spans = [
    request(1, null, 'POST /ask'),
    chat(2, 1, { facts: { ...facts, agentName: 'b' } }),
    chat(3, 1, { facts: { ...facts, agentName: 'a' } }),
    request(4, 3, 'POST /summary'),
    chat(5, 4),
    tool(6, 5),
    served(7, 6),
    chat(8, 77),
    agent(9, 88),
    chat(10, 9),
  ];
  const expected = fold(spans, later);
  expect(seen(spans, later)).toEqual([
    [1, 'b', 'POST /ask', null, 1, 10, 0],
    [4, 'shop', 'POST /summary', 1, 1, 10, 1],
    [8, 'shop', 'chat', null, 1, 10, 0],
    [9, 'planner', null, null, 1, 10, 0],
  ]);
  const twice = [...spans, ...spans];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(twice, { minLength: twice.length, maxLength: twice.length }),
      (shuffled) => {
        expect(fold(shuffled, later)).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
});

test('ten thousand lone inferences, as deep as they are many, fold in a moment', { timeout: 5000 }, () => {
  const spans = Array.from({ length: 10_000 }, (_, at) => chat(at + 1, at === 0 ? null : at));
  const tools = Array.from({ length: 10_000 }, (_, at) => tool(at + 20_000, 1));
  expect(fold([...spans, ...tools]).executions).toHaveLength(1);
});
