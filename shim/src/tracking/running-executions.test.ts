import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';
import { enhancedObservability } from './enhanced-observability.ts';

const receiver = useRecording({ OBSERVATORY_HEARTBEAT_INTERVAL: '2000' });

beforeAll(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterAll(() => void vi.useRealTimers());

async function heartbeats() {
  await flush();
  return receiver().logs.filter(({ attributes }) => attributes['event.name'] === 'observatory.heartbeat');
}

it('tells, each interval, of all that run, however they were started', async () => {
  const byId = await enhancedObservability.startAgentExecution('coder', 'work');
  const [workflow, agent] = await agentTracking.trackWorkflow('order', 'run', (outer) =>
    agentTracking.trackExecution('coder', 'work', async (inner) => {
      vi.advanceTimersByTime(2000);
      return [outer.id, inner.id];
    }),
  );
  const beat = only(await heartbeats());
  const spans = receiver().spans;
  const startOf = (id: string) =>
    spans.find(({ traceId, spanId }) => traceId + spanId === id)?.startUs ?? expect.any(Number);
  expect(beat.eventName).toBe('observatory.heartbeat');
  expect([beat.traceId, beat.spanId]).toEqual(['', '']);
  const listed = beat.attributes['observatory.heartbeat.executions'] as string[];
  expect(listed.map((entry) => entry.split('/')[0])).toEqual([byId, workflow, agent]);
  expect(listed.slice(1)).toEqual([
    `${workflow}/${startOf(workflow ?? '')}`,
    `${agent}/${startOf(agent ?? '')}`,
  ]);
  expect(beat.attributes['log.record.uid']).toBeTypeOf('string');
  await enhancedObservability.completeAgentExecution(byId);
});

it('is silent where none runs, and beats again for the next', async () => {
  await agentTracking.trackExecution('coder', 'work', () => 1);
  vi.advanceTimersByTime(10_000);
  expect(vi.getTimerCount()).toBe(0);
  expect(await heartbeats()).toEqual([]);
  await agentTracking.trackExecution('coder', 'work', () => void vi.advanceTimersByTime(4000));
  expect(await heartbeats()).toHaveLength(2);
});

it('names at most 500 in a record', async () => {
  const ids = await Promise.all(
    Array.from({ length: 1100 }, () => enhancedObservability.startAgentExecution('coder', 'work')),
  );
  vi.advanceTimersByTime(2000);
  const listed = (await heartbeats()).map(
    ({ attributes }) => attributes['observatory.heartbeat.executions'] as string[],
  );
  expect(listed.map(({ length }) => length)).toEqual([500, 500, 100]);
  expect(new Set(listed.flat().map((entry) => entry.split('/')[0]))).toEqual(new Set(ids));
  await Promise.all(ids.map((id) => enhancedObservability.completeAgentExecution(id)));
});
