import { expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';

const receiver = useRecording({ OTEL_STREAMING_ENABLED: 'false', OTEL_AGENT_TRACK_MEMORY: 'false' });

it('sends spans alone where events are switched off', async () => {
  await agentTracking.trackExecution('coder', 'generate', () => 1);
  await flush();
  expect(receiver().events()).toEqual([]);
  expect(only(receiver().spans).name).toBe('invoke_agent coder');
});

it('records no memory where that is switched off', async () => {
  await agentTracking.trackExecution('coder', 'generate', () => 1);
  await flush();
  expect(only(receiver().spans).attributes['observatory.execution.memory_bytes']).toBeUndefined();
});
