import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type PlainSpan, postJson, tracesBody } from '../support/otlp-json.ts';
import { sendRecords } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

const nowMs = Date.now() - 10_000;
const idOf = (n: number, digits: number) => n.toString(16).padStart(digits, '0');

function agent(n: number, over: Partial<PlainSpan> = {}): PlainSpan {
  const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': `agent-${n}` };
  const span = {
    traceId: idOf(n, 32),
    spanId: idOf(n, 16),
    name: 'run',
    startMs: nowMs,
    endMs: nowMs + 1000,
  };
  return { ...span, ...over, attributes: { ...attributes, ...over.attributes } };
}

const send = (span: PlainSpan) => postJson(`${hub.url}/v1/traces`, tracesBody('odd', [span]));
const listed = (n: number) =>
  eventually(async () => {
    const { executions } = await get<Schemas['ExecutionList']>(hub, `/api/v1/executions?name=agent-${n}`);
    expect(executions).toHaveLength(1);
    return executions[0];
  });

describe('what a sender may get wrong', () => {
  test('a parent that is no id leaves the run listed, without a parent', async () => {
    await send(agent(1, { attributes: { 'observatory.execution.parent_id': 'run-7' } }));
    expect(await listed(1)).toMatchObject({ parent_id: null, status: 'completed' });
  });

  test.each([
    ['nanoseconds', 1_790_000_000_000_000_000],
    ['a fraction', 1.5],
    ['a negative time', -5],
    ['more than any time', 1e300],
  ])('a start of the execution that is %s leaves the event shown at its own time', async (what, start) => {
    const n = 100 + ['nanoseconds', 'a fraction', 'a negative time', 'more than any time'].indexOf(what);
    const answer = await postJson(`${hub.url}/v1/logs`, {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                {
                  timeUnixNano: `${nowMs}000000`,
                  severityNumber: 9,
                  eventName: 'observatory.execution_start',
                  body: { stringValue: 'started' },
                  traceId: idOf(n, 32),
                  spanId: idOf(n, 16),
                  attributes: [
                    { key: 'observatory.execution.id', value: { stringValue: idOf(n, 32) + idOf(n, 16) } },
                    { key: 'observatory.execution.start_unix_us', value: { doubleValue: start } },
                    { key: 'observatory.execution.kind', value: { stringValue: 'agent' } },
                    { key: 'gen_ai.agent.name', value: { stringValue: `agent-${n}` } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(answer.status).toBe(200);
    expect(await listed(n)).toMatchObject({
      status: 'running',
      started_at: new Date(nowMs).toISOString().replace('Z', '000Z'),
    });
  });

  test('a span that first came without its end takes all that the later one says', async () => {
    const { endMs: _, ...unended } = agent(2);
    await send({ ...unended, name: 'early', attributes: { 'gen_ai.operation.name': 'other' } });
    await send(agent(2, { attributes: { 'gen_ai.agent.name': 'agent-2' } }));
    expect(await listed(2)).toMatchObject({ status: 'completed', duration_ms: 1000, marks: [] });
  });
});

test('an event whose name a collector kept only as an attribute starts its execution all the same', async () => {
  const run = new AgentRun({ name: 'agent-3', startMs: nowMs });
  const { eventName, ...record } = run.start();
  await sendRecords(hub, [
    { ...record, attributes: { ...record.attributes, 'event.name': eventName ?? '' } },
  ]);
  expect(await listed(3)).toMatchObject({ status: 'running', name: 'agent-3' });
});

describe('what a reader may get wrong', () => {
  test.each(['/api/v1/executions?statsu=failed', '/api/v1/stats?minutes=60&statsu=1'])(
    'a parameter that %s does not have is named',
    async (path) => {
      const response = await fetch(hub.url + path);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error: {
          code: 'OBS_BAD_REQUEST',
          where: 'query.statsu',
          message: expect.stringContaining('"statsu"'),
        },
      });
    },
  );
});
