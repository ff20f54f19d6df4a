import { afterAll, beforeAll, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { WebSocketClient } from '../support/web-socket-client.ts';

/** Letters, and a bicycle of two UTF-16 units across the limit, then half a million letters more. */
const longAfter = (letters: number) => `${'a'.repeat(letters)}🚲${'b'.repeat(500_000)}`;
const LONG = longAfter(998);
const BEGINNING = `${'a'.repeat(998)}…`;
const TOLD = longAfter(15_998);
const TOLD_BEGINNING = `${'a'.repeat(15_998)}…`;
/** As long as a list may have it. */
const FITTING = 'c'.repeat(1000);

let hub: TestHub;
const run = new AgentRun({ name: 'long', attributes: { 'session.id': 'talk' } });
const fitting = new AgentRun({ name: 'fitting' });
const inner = new AgentRun({ name: 'inner', traceId: run.traceId });
const failed = (one: AgentRun, message: string, parentSpanId?: string) =>
  one.span({ failure: { type: 'TimeoutError', message }, ...(parentSpanId && { parentSpanId }) });
const failure = { 'exception.message': TOLD, 'exception.stacktrace': `Error: ${TOLD}`, prompt: TOLD };
const event = () => ({
  ...run.event('execution_error', { severity: 17, attributes: failure }),
  body: TOLD,
});
const list = () => get<Schemas['ExecutionList']>(hub, '/api/v1/executions');
const messagesOf = (executions: readonly Schemas['ExecutionSummary'][]) =>
  Object.fromEntries(executions.map(({ name, error }) => [name, error?.message]));

let changes: SseClient;
let events: SseClient;
let socket: WebSocketClient;

beforeAll(async () => {
  hub = await startTestHub();
  changes = await SseClient.open(`${hub.url}/api/v1/executions/stream`);
  events = await SseClient.open(`${hub.url}/api/observability/events/stream`);
  await eventually(() => expect(events.lastId).not.toBe(''));
  socket = await WebSocketClient.open(`${hub.url}/ws`);
  socket.send(JSON.stringify({ type: 'subscribe', topic: 'executions', id: 'all' }));
  await eventually(() => expect(socket.messages).toHaveLength(1));
  await sendSpans(hub, [failed(run, LONG), failed(fitting, FITTING), failed(inner, LONG, run.spanId)]);
  await sendRecords(hub, [event()]);
  await eventually(async () => expect((await list()).executions).toHaveLength(3));
});
afterAll(async () => {
  for (const client of [changes, events, socket]) client.close();
  await hub.remove();
});

test('a list of executions has the beginning of a long error, cut between characters', async () => {
  const { executions } = await list();
  expect(messagesOf(executions)).toEqual({ long: BEGINNING, inner: BEGINNING, fitting: FITTING });
  const dear = await get<Schemas['ExecutionList']>(hub, '/api/v1/executions?sort=duration');
  expect(messagesOf(dear.executions)).toMatchObject({ long: BEGINNING, fitting: FITTING });
});

test('the runs of a session have it likewise', async () => {
  const { runs } = await get<Schemas['SessionDetail']>(hub, '/api/v1/sessions/talk');
  expect(messagesOf(runs)).toMatchObject({ long: BEGINNING });
});

test("an execution's own answer has its error and its events whole, and of those around it the beginning", async () => {
  const detail = await get<Schemas['ExecutionDetail']>(hub, `/api/v1/executions/${run.id}`);
  expect(detail.execution.error?.message).toBe(LONG);
  expect(messagesOf(detail.children)).toEqual({ inner: BEGINNING });
  expect(detail.events.map(({ message, data }) => [message, data['exception.message']])).toEqual([
    [TOLD, TOLD],
  ]);
});

test('a list of events has the beginning of the message and of the texts of an error, and all else whole', async () => {
  const { events: listed } = await get<Schemas['EventList']>(hub, '/api/v1/events');
  expect(listed).toHaveLength(1);
  expect(listed[0]).toMatchObject({
    message: TOLD_BEGINNING,
    data: {
      'exception.message': TOLD_BEGINNING,
      'exception.stacktrace': `Error: ${'a'.repeat(15_992)}…`,
      prompt: TOLD,
    },
  });
});

test('streams have what lists have', async () => {
  const ofChanges = () =>
    changes.messages.map(({ data }) => data as { execution?: Schemas['ExecutionSummary'] });
  const long = (found: readonly { execution?: Schemas['ExecutionSummary'] }[]) =>
    found.flatMap(({ execution }) => (execution?.id === run.id ? [execution.error?.message] : []));
  await eventually(() => expect(long(ofChanges())).toContain(BEGINNING));
  expect(long(ofChanges())).not.toContain(LONG);
  const frames = () => socket.messages as unknown as { execution?: Schemas['ExecutionSummary'] }[];
  await eventually(() => expect(long(frames())).toContain(BEGINNING));
  await eventually(() =>
    expect(events.messages.map(({ data }) => data)).toMatchObject([
      { message: TOLD_BEGINNING, data: { 'exception.message': TOLD_BEGINNING } },
    ]),
  );
});
