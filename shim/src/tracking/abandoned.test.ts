import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';
import { enhancedObservability } from './enhanced-observability.ts';

const receiver = useRecording();
const DAY_MS = 24 * 3_600_000;

beforeAll(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterAll(() => void vi.useRealTimers());

async function abandoned(reason: string) {
  await flush();
  const point = receiver().points.find(
    ({ name, attributes }) =>
      name === 'observatory_shim_abandoned_executions_total' && attributes.reason === reason,
  );
  return point?.value ?? 0;
}

it('gives up an execution of which a day long nothing was heard, when another starts', async () => {
  const silent = await enhancedObservability.startAgentExecution('silent', 'work', undefined, 'task-1');
  const lively = await enhancedObservability.startAgentExecution('lively', 'work');
  vi.advanceTimersByTime(DAY_MS - 1000);
  await enhancedObservability.recordExecutionStep(lively, 'still here');
  vi.advanceTimersByTime(2000);
  const next = await enhancedObservability.startAgentExecution('next', 'work');
  await enhancedObservability.completeAgentExecution(silent);
  await enhancedObservability.completeAgentExecution(lively);
  await enhancedObservability.completeAgentExecution(next);
  expect(await abandoned('silent')).toBe(1);
  const ends = receiver().spans.filter(({ name }) => name.startsWith('invoke_agent'));
  expect(
    ends.map(({ name, attributes }) => [
      name,
      attributes['observatory.execution.status'],
      attributes['error.type'],
    ]),
  ).toEqual([
    ['invoke_agent silent', 'failed', 'abandoned'],
    ['invoke_agent lively', 'completed', undefined],
    ['invoke_agent next', 'completed', undefined],
  ]);
  const tasks = receiver().points.find(
    ({ name, attributes }) => name === 'aet_active_tasks' && attributes.type === 'silent',
  );
  expect(tasks?.value).toBe(0);
});

it('gives up the most silent where more than 10,000 were started and not ended', async () => {
  const start = () => enhancedObservability.startAgentExecution('coder', 'work');
  const [first = '', second = ''] = [await start(), await start()];
  await enhancedObservability.recordExecutionStep(first, 'still here');
  for (let each = 0; each < 9_999; each++) await start();
  expect(await abandoned('too_many')).toBe(1);
  await enhancedObservability.completeAgentExecution(second);
  await enhancedObservability.completeAgentExecution(first);
  await flush();
  const statusOf = (id: string) =>
    receiver().spans.find(({ traceId, spanId }) => traceId + spanId === id)?.attributes[
      'observatory.execution.status'
    ];
  expect([statusOf(first), statusOf(second)]).toEqual(['completed', 'failed']);
});
