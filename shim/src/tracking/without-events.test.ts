import { expect, it, vi } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';

const receiver = useRecording({
  OTEL_STREAMING_ENABLED: 'false',
  OTEL_AGENT_TRACK_MEMORY: 'false',
  OTEL_AGENT_TRACK_PERFORMANCE: 'false',
});

it('sends spans alone where events are switched off', async () => {
  await agentTracking.trackExecution('coder', 'generate', () => 1);
  await flush();
  expect(receiver().events()).toEqual([]);
  expect(only(receiver().spans).name).toBe('invoke_agent coder');
});

it('records no memory and no CPU time where these are switched off', async () => {
  await agentTracking.trackExecution('coder', 'generate', () => 1);
  await flush();
  expect(only(receiver().spans).attributes['observatory.execution.memory_bytes']).toBeUndefined();
  expect(only(receiver().spans).attributes['observatory.execution.cpu_ms']).toBeUndefined();
});

it('sends no snapshot and no heartbeat where events are switched off', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  await agentTracking.trackExecution('coder', 'generate', ({ snapshot }) => {
    snapshot({ n: 1 });
    vi.advanceTimersByTime(60_000);
  });
  vi.useRealTimers();
  await flush();
  expect(receiver().logs).toEqual([]);
});
