import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { ask, detailOf, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, newTraceId, sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

/** Waits until the row in the list is as expected. */
const becomes = (id: string, expected: Partial<Schemas['ExecutionSummary']>) =>
  eventually(async () => expect(await listed(hub, id)).toMatchObject(expected));

/** Rows of the list in a trace: no execution may be there twice. */
async function rowsOf(traceId: string): Promise<string[]> {
  const { executions } = await get<Schemas['ExecutionList']>(hub, `/api/v1/executions?q=${traceId}`);
  return executions.map((execution) => `${execution.name} ${execution.status}`).sort();
}

const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}000Z`;

describe('an execution', () => {
  test('runs from its start event on, before any span', async () => {
    const run = new AgentRun();
    await sendRecords(hub, [run.start()]);
    await becomes(run.id, {
      name: 'planner',
      kind: 'agent',
      status: 'running',
      started_at: iso(run.startMs),
      ended_at: null,
      duration_ms: null,
      service: 'shop',
      marks: [],
    });
  });

  test('is completed by its end event', async () => {
    const run = new AgentRun();
    await sendRecords(hub, [run.start()]);
    await becomes(run.id, { status: 'running' });
    await sendRecords(hub, [run.end()]);
    await becomes(run.id, { status: 'completed', ended_at: iso(run.startMs + 2000), duration_ms: 2000 });
  });

  test('fails with type and message of its error event', async () => {
    const run = new AgentRun();
    const attributes = { 'error.type': 'TimeoutError', 'exception.message': 'no answer within 5 s' };
    await sendRecords(hub, [run.start(), run.event('execution_error', { severity: 17, attributes })]);
    await becomes(run.id, {
      status: 'failed',
      error: { type: 'TimeoutError', message: 'no answer within 5 s' },
    });
  });

  test('fails with type and message of its span', async () => {
    const run = new AgentRun();
    await sendSpans(hub, [run.span({ failure: { type: 'RateLimited', message: 'try later' } })]);
    await becomes(run.id, { status: 'failed', error: { type: 'RateLimited', message: 'try later' } });
  });

  test('is cancelled by its cancel event', async () => {
    const run = new AgentRun();
    await sendRecords(hub, [run.start(), run.event('execution_cancel', { severity: 13 })]);
    await becomes(run.id, { status: 'cancelled', error: null });
  });

  test('is cancelled where its span says so', async () => {
    const run = new AgentRun();
    await sendSpans(hub, [run.span({ attributes: { 'observatory.execution.status': 'cancelled' } })]);
    await becomes(run.id, { status: 'cancelled' });
  });

  test('is one row where its span comes after its events', async () => {
    const run = new AgentRun();
    await sendRecords(hub, [run.start(), run.end()]);
    await becomes(run.id, { status: 'completed' });
    await sendSpans(hub, [run.span({ attributes: { 'user.id': 'ada' } })]);
    await becomes(run.id, { status: 'completed', user_id: 'ada' });
    expect(await rowsOf(run.traceId)).toEqual(['planner completed']);
  });

  test('is one row where its events come after its span, and stays ended', async () => {
    const run = new AgentRun();
    await sendSpans(hub, [run.span()]);
    await becomes(run.id, { status: 'completed' });
    await sendRecords(hub, [run.start()]);
    await eventually(async () => expect((await detailOf(hub, run.id)).events).toHaveLength(1));
    expect(await rowsOf(run.traceId)).toEqual(['planner completed']);
  });

  test('counts once where everything is sent three times, in one request and in several', async () => {
    const run = new AgentRun();
    const spans = [run.span(), run.chat()];
    const events = [run.start(), run.end()];
    await sendSpans(hub, [...spans, ...spans]);
    await sendRecords(hub, [...events, ...events]);
    await sendSpans(hub, spans);
    await sendRecords(hub, events);
    await becomes(run.id, { status: 'completed', llm_calls: 1, step_count: 1 });
    const detail = await detailOf(hub, run.id);
    expect(detail.spans).toHaveLength(2);
    expect(detail.events.map((event) => event.type)).toEqual(['execution_start', 'execution_end']);
    expect(detail.execution.usage).toMatchObject({ input_tokens: 100, output_tokens: 10 });
    expect(await rowsOf(run.traceId)).toEqual(['planner completed']);
  });

  test('of an SDK without events appears with its span, users and sessions included', async () => {
    const run = new AgentRun({
      attributes: { 'user.id': 'ada', 'session.id': 's-1', 'gen_ai.conversation.id': 'c-9' },
    });
    await sendSpans(hub, [run.span()], 'plain');
    await becomes(run.id, {
      status: 'completed',
      service: 'plain',
      user_id: 'ada',
      session_id: 's-1',
      conversation_id: 'c-9',
    });
  });

  test('goes where a span that comes later stands above it and makes it a step', async () => {
    const [traceId, agent, chain] = [newTraceId(), newSpanId(), newSpanId()];
    const startMs = Date.now() - 5000;
    const span = { traceId, startMs, endMs: startMs + 1000 };
    const inner = { 'openinference.span.kind': 'CHAIN' };
    await sendSpans(hub, [
      { ...span, spanId: chain, parentSpanId: agent, name: 'RunnableSequence', attributes: inner },
    ]);
    await eventually(async () => expect(await rowsOf(traceId)).toEqual(['RunnableSequence completed']));
    const outer = { 'openinference.span.kind': 'AGENT', 'agent.name': 'planner' };
    await sendSpans(hub, [{ ...span, spanId: agent, name: 'AgentExecutor', attributes: outer }]);
    await eventually(async () => expect(await rowsOf(traceId)).toEqual(['planner completed']));
  });
});

describe('odd data is kept and marked', () => {
  test('a span that ends before it starts', async () => {
    const run = new AgentRun();
    await sendSpans(hub, [run.span({ endMs: run.startMs - 1000 })]);
    await becomes(run.id, { status: 'completed', duration_ms: 0, marks: ['clock_skew'] });
  });

  test('a step that begins before its execution', async () => {
    const run = new AgentRun();
    await sendSpans(hub, [run.span(), run.chat({}, { startMs: run.startMs - 3000 })]);
    await becomes(run.id, { marks: ['clock_skew'], llm_calls: 1 });
  });

  test('a run of tomorrow', async () => {
    const run = new AgentRun({ startMs: Date.now() + 26 * 3_600_000 });
    await sendSpans(hub, [run.span()]);
    await becomes(run.id, { marks: ['clock_skew'], started_at: iso(run.startMs) });
  });

  test('a run of 1999 and one of 2250', async () => {
    for (const year of [1999, 2250]) {
      const run = new AgentRun({ startMs: Date.UTC(year, 0, 2) });
      await sendSpans(hub, [run.span()]);
      await becomes(run.id, { started_at: `${year}-01-02T00:00:00.000000Z`, duration_ms: 2000 });
    }
  });

  test('a span without an end', async () => {
    const run = new AgentRun({ endMs: null });
    await sendSpans(hub, [run.span(), run.chat()]);
    await becomes(run.id, { marks: ['missing_end'], ended_at: iso(run.startMs + 1500) });
  });

  test('an end whose start never came', async () => {
    const run = new AgentRun();
    await sendRecords(hub, [run.end()]);
    await becomes(run.id, { status: 'completed', marks: ['missing_start'], started_at: iso(run.startMs) });
  });
});

describe('the detail of an execution', () => {
  const outer = new AgentRun({ name: 'outer', kind: 'workflow' });
  const middle = new AgentRun({ name: 'middle', traceId: outer.traceId, startMs: outer.startMs + 100 });
  const inner = new AgentRun({ name: 'inner', traceId: outer.traceId, startMs: outer.startMs + 200 });
  const search = inner.tool('search', { startMs: inner.startMs + 10, endMs: inner.startMs + 20 });
  const chat = middle.chat({}, { startMs: middle.startMs + 50, endMs: middle.startMs + 60 });

  beforeAll(async () => {
    await sendSpans(hub, [
      search,
      inner.span({ parentSpanId: middle.spanId }),
      chat,
      middle.span({ parentSpanId: outer.spanId }),
      outer.span(),
    ]);
    await becomes(outer.id, { status: 'completed' });
  });

  const names = (executions: Schemas['ExecutionSummary'][]) => executions.map((one) => one.name);

  test('names the executions around it, from the outermost down, and those started from it', async () => {
    const ofOuter = await detailOf(hub, outer.id);
    expect([names(ofOuter.parents), names(ofOuter.children)]).toEqual([[], ['middle']]);
    const ofInner = await detailOf(hub, inner.id);
    expect([names(ofInner.parents), names(ofInner.children)]).toEqual([['outer', 'middle'], []]);
    expect(ofInner.execution.parent_id).toBe(middle.id);
  });

  test('has the steps of executions within it, each with its owner, by start', async () => {
    const { steps } = await detailOf(hub, outer.id);
    expect(steps.map((step) => [step.kind, step.name, step.execution_id, step.child_execution_id])).toEqual([
      ['agent', 'middle', outer.id, middle.id],
      ['llm', 'gpt-4.1', middle.id, null],
      ['agent', 'inner', middle.id, inner.id],
      ['tool', 'search', inner.id, null],
    ]);
  });

  test('has only its own steps where it is an inner one', async () => {
    const { steps } = await detailOf(hub, inner.id);
    expect(steps.map((step) => step.name)).toEqual(['search']);
  });

  test('adds up what executions within it used', async () => {
    const { execution } = await detailOf(hub, outer.id);
    expect(execution).toMatchObject({ llm_calls: 1, tool_calls: 1, step_count: 1 });
    expect(execution.usage.input_tokens).toBe(100);
    expect(execution.own_usage.input_tokens).toBe(0);
  });

  test('takes an id in capitals', async () => {
    expect((await detailOf(hub, outer.id.toUpperCase())).execution.id).toBe(outer.id);
  });

  test('shows input and output, as the values that they are', async () => {
    const run = new AgentRun();
    const attributes = {
      'observatory.execution.input': '{"ticket":17}',
      'observatory.execution.output': 'plain words',
    };
    await sendSpans(hub, [run.span({ attributes })]);
    const detail = await detailOf(hub, run.id);
    expect(detail.input).toEqual({ ticket: 17 });
    expect(detail.output).toBe('plain words');
  });

  test('shows the data that a step recorded, from its event and from its span', async () => {
    const run = new AgentRun();
    const stepId = newSpanId();
    const stepEvent = {
      ...run.event('step_end', { atMs: run.startMs + 700 }),
      spanId: stepId,
      attributes: {
        'log.record.uid': newSpanId(),
        'observatory.execution.id': run.id,
        'observatory.execution.start_unix_us': run.startMs * 1000,
        'observatory.step.name': 'plan',
        'observatory.step.kind': 'step',
        'observatory.step.status': 'completed',
        'observatory.step.duration_ms': 200,
        'observatory.step.attempt': 2,
        'observatory.step.data': '{"options":3}',
      },
    };
    await sendRecords(hub, [run.start(), stepEvent]);
    const { steps } = await detailOf(hub, run.id);
    expect(steps).toMatchObject([
      {
        step_id: stepId,
        name: 'plan',
        kind: 'step',
        status: 'completed',
        attempt: 2,
        duration_ms: 200,
        started_at: iso(run.startMs + 500),
        data: { options: 3 },
      },
    ]);
  });

  test('has a step that was called off as cancelled, with its error, from its event and from its span', async () => {
    const run = new AgentRun();
    const error = { 'error.type': 'AbortError', 'exception.message': 'the client is gone' };
    const status = { 'observatory.step.status': 'cancelled', ...error };
    const span = run.tool('weather', { failure: { type: 'AbortError', message: 'the client is gone' } });
    const told = { ...span, attributes: { ...span.attributes, ...status } };
    const event = run.event('tool_call', { atMs: run.startMs + 1500 });
    const ids = { 'observatory.step.name': 'weather', 'observatory.step.kind': 'tool', ...status };
    const named = { ...event, spanId: span.spanId, attributes: { ...event.attributes, ...ids } };
    const wanted = [
      {
        name: 'weather',
        status: 'cancelled',
        error: { type: 'AbortError', message: 'the client is gone' },
      },
    ];
    await sendRecords(hub, [run.start(), named]);
    expect((await detailOf(hub, run.id)).steps).toMatchObject(wanted);
    await sendSpans(hub, [run.span(), told]);
    expect((await detailOf(hub, run.id)).steps).toMatchObject(wanted);
  });

  test('has the log lines of the trace, other services included, and the events of this execution only', async () => {
    const first = new AgentRun({ name: 'first' });
    const second = new AgentRun({ name: 'second', traceId: first.traceId });
    const at = first.startMs;
    await sendRecords(hub, [first.start(), second.start()]);
    await sendRecords(
      hub,
      [
        { timeMs: at + 2, traceId: first.traceId, spanId: first.spanId, body: 'later', severity: 17 },
        { timeMs: at + 1, traceId: first.traceId, body: 'sooner' },
        { timeMs: at + 1, traceId: newTraceId(), body: 'of another trace' },
      ],
      'warehouse',
    );
    const detail = await detailOf(hub, first.id);
    expect(detail.logs.map((line) => [line.message, line.severity, line.service, line.span_id])).toEqual([
      ['sooner', 'info', 'warehouse', null],
      ['later', 'error', 'warehouse', first.spanId],
    ]);
    expect(detail.events.map((event) => event.execution_id)).toEqual([first.id]);
  });

  test('is 404 with a code for ids that are unknown, of another form, or not ids', async () => {
    for (const id of [
      '0'.repeat(48),
      newTraceId(),
      'abc',
      '%00',
      `${outer.id}0`,
      "'; DROP TABLE spans; --",
    ]) {
      const { status, body } = await ask(hub, `/api/v1/executions/${encodeURIComponent(id)}`);
      expect([status, body]).toMatchObject([404, { error: { code: 'OBS_EXECUTION_NOT_FOUND' } }]);
    }
  });
});
