import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';

const receiver = useRecording();

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

it('measures by a clock that does not step, so that durations are right when the time is set back', async () => {
  await agentTracking.trackExecution('coder', 'work', async () => {
    await agentTracking.trackStep('think', async () => {
      vi.setSystemTime(Date.now() - 3_600_000);
      await new Promise(setImmediate);
    });
  });
  await flush();
  for (const { name, attributes, startUs, endUs } of receiver().spans) {
    const durationMs =
      attributes['observatory.execution.duration_ms'] ?? attributes['observatory.step.duration_ms'];
    expect(durationMs, name).toBeGreaterThanOrEqual(0);
    expect(durationMs, name).toBeLessThan(60_000);
    expect(endUs, name).toBeGreaterThanOrEqual(startUs);
  }
  const [start, end] = ['start', 'end'].map((type) =>
    only(
      receiver()
        .events()
        .filter(({ eventName }) => eventName === `observatory.execution_${type}`),
    ),
  );
  const key = 'observatory.execution.start_unix_us';
  expect(end?.attributes[key]).toBe(start?.attributes[key]);
});
