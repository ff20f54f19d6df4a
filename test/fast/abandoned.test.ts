import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { detailOf, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, sendRecords, sendSpans } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** With a timeout of two seconds of silence. */
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_EXECUTION_TIMEOUT: '2' });
});
afterAll(() => hub.remove());

type Summary = Schemas['ExecutionSummary'];
const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}000Z`;
const isAbandoned = (run: AgentRun) =>
  eventually(async () =>
    expect(await listed(hub, run.id)).toMatchObject({ status: 'failed', error: { type: 'abandoned' } }),
  );

// Concurrently, since they mostly wait.
describe.concurrent('an execution that goes silent', () => {
  test('fails as abandoned, with its end at its last sign of life', async () => {
    const run = new AgentRun({ startMs: Date.now() });
    await sendRecords(hub, [run.start()]);
    await isAbandoned(run);
    expect(await listed(hub, run.id)).toMatchObject({
      ended_at: iso(run.startMs),
      error: { message: expect.stringContaining('more than 2 s') },
    });
  });

  test('is set right by its end event, late as it is', async () => {
    const run = new AgentRun();
    await sendRecords(hub, [run.start()]);
    await isAbandoned(run);
    await sendRecords(hub, [run.end()]);
    await eventually(async () =>
      expect(await listed(hub, run.id)).toMatchObject({
        status: 'completed',
        error: null,
        duration_ms: 2000,
      }),
    );
  });

  test('is set right by its span, with what it used', async () => {
    const run = new AgentRun();
    await sendRecords(hub, [run.start()]);
    await isAbandoned(run);
    await sendSpans(hub, [run.chat(), run.span()]);
    await eventually(async () =>
      expect(await listed(hub, run.id)).toMatchObject({ status: 'completed', error: null, llm_calls: 1 }),
    );
  });

  test('runs again when a step of it is heard of, until that falls silent too, and the stream says so', async () => {
    const stream = await SseClient.open(`${hub.url}/api/v1/executions/stream`);
    const run = new AgentRun({ startMs: Date.now() });
    await sendRecords(hub, [run.start()]);
    await isAbandoned(run);
    const step = { ...run.event('step_start', { atMs: Date.now(), severity: 5 }), spanId: newSpanId() };
    await sendRecords(hub, [step]);
    await eventually(() => {
      const states = stream.messages.flatMap(({ data }) => (data as { execution?: Summary }).execution ?? []);
      const statuses = states.filter((state) => state.id === run.id).map((state) => state.status);
      expect(statuses).toEqual(['running', 'failed', 'running', 'failed']);
    });
    stream.close();
    const { steps } = await detailOf(hub, run.id);
    expect(steps.map((one) => one.status)).toEqual(['failed']);
  });

  test('is not one that an inner execution keeps alive', async () => {
    const outer = new AgentRun({ name: 'outer', startMs: Date.now() });
    const inner = new AgentRun({ name: 'inner', traceId: outer.traceId, startMs: Date.now() });
    const parent = { 'observatory.execution.parent_id': outer.id };
    const signOfLife = () => ({
      ...inner.event('step_start', { atMs: Date.now(), attributes: parent }),
      spanId: newSpanId(),
    });
    await sendRecords(hub, [outer.start(), inner.event('execution_start', { attributes: parent })]);
    const until = Date.now() + 4000;
    while (Date.now() < until) {
      await sendRecords(hub, [signOfLife()]);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(await listed(hub, outer.id)).toMatchObject({ status: 'running' });
    await isAbandoned(outer);
    await isAbandoned(inner);
  });

  test('stays as it ended where it has ended', async () => {
    const run = new AgentRun();
    await sendSpans(hub, [run.span()]);
    await sendRecords(hub, [run.start()]);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(await listed(hub, run.id)).toMatchObject({ status: 'completed', error: null });
  });
});
