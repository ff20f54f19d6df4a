import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const STREAM = '/api/v1/observability/metrics/stream';
interface Metrics {
  readonly workflow_id: string | null;
  readonly timestamp: string;
  readonly health: Schemas['FleetHealth']['health'];
  readonly workflows: { readonly name: string; readonly total_executions: number }[];
}

let hub: TestHub;
const clients: SseClient[] = [];
const minuteAgo = Date.now() - 60_000;
const nightly = (attributes = {}) =>
  new AgentRun({ name: 'nightly', kind: 'workflow', startMs: minuteAgo, attributes });

beforeAll(async () => {
  hub = await startTestHub();
  const running = nightly({ 'observatory.workflow.id': 'wf_123' });
  const failed = nightly({ 'observatory.workflow.id': 'wf_123' });
  const done = nightly({ 'observatory.workflow.id': 'wf_123' });
  await sendRecords(hub, [running.start()]);
  await sendSpans(hub, [
    failed.span({ failure: { type: 'Boom', message: 'no' } }),
    done.span({ endMs: done.startMs + 4000 }),
    new AgentRun({ name: 'weekly', kind: 'workflow', startMs: minuteAgo }).span(),
    new AgentRun({ name: 'agent', startMs: minuteAgo }).span(),
  ]);
  for (const run of [running, failed, done])
    await eventually(async () => expect((await listed(hub, run.id))?.id).toBe(run.id));
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => hub.remove());

async function listen(query = ''): Promise<SseClient> {
  const client = await SseClient.open(`${hub.url}${STREAM}${query}`);
  clients.push(client);
  return client;
}
const dataOf = (client: SseClient) => client.messages.map(({ data }) => data as Metrics);

test('metrics come at once and every five seconds, found once for all who watch the same', {
  timeout: 30_000,
}, async () => {
  const [one, other] = [await listen(), await listen()];
  await eventually(() => expect(dataOf(one)).toHaveLength(2), 15_000);
  await eventually(() => expect(dataOf(other)).toHaveLength(2));
  expect(dataOf(one)).toEqual(dataOf(other));
  const [first, second] = dataOf(one);
  const gapMs = Date.parse(second?.timestamp ?? '') - Date.parse(first?.timestamp ?? '');
  // From end to end of the finding, which takes longer the first time.
  expect(gapMs).toBeGreaterThan(4000);
  expect(one.frames.join('\n')).not.toContain('event:');
  expect(one.messages.map(({ id }) => id)).toEqual([
    expect.stringMatching(/^\d+$/),
    expect.stringMatching(/^\d+$/),
  ]);
  const rest = await get<Schemas['FleetHealth']>(hub, '/api/observability/health');
  expect(second?.health).toEqual(rest.health);
  expect(second?.workflows).toMatchObject([
    { name: 'nightly', total_executions: 3 },
    { name: 'weekly', total_executions: 1 },
  ]);
});

test('metrics can be those of one workflow, by its id or its name', async () => {
  for (const workflow of ['wf_123', 'nightly']) {
    const client = await listen(`?workflow_id=${workflow}`);
    await eventually(() => expect(dataOf(client)).toHaveLength(1));
    const [{ workflow_id, workflows } = { workflow_id: '', workflows: [] }] = dataOf(client);
    expect(workflow_id).toBe(workflow);
    expect(workflows).toEqual([
      {
        workflow_id: 'wf_123',
        name: 'nightly',
        total_executions: 3,
        running_executions: 1,
        completed_executions: 1,
        failed_executions: 1,
        cancelled_executions: 0,
        success_rate: 0.5,
        // Two seconds and four.
        average_execution_time: 3,
        input_tokens: 0,
        output_tokens: 0,
        cost_usd: null,
        unpriced_calls: 0,
      },
    ]);
  }
});

test('metrics of a workflow that is not known name none', async () => {
  const client = await listen('?workflow_id=nobody');
  await eventually(() => expect(dataOf(client)).toMatchObject([{ workflow_id: 'nobody', workflows: [] }]));
});

test('a stream of metrics with a misspelt parameter is refused', async () => {
  await expect(listen('?workflow=x')).rejects.toThrow('answered 400');
});
