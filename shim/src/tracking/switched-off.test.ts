import { context, trace } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from '../logger/create-logger.ts';
import { init, shutdown } from '../setup/init.ts';
import { agentTracking } from './agent-tracking.ts';
import { enhancedObservability } from './enhanced-observability.ts';

beforeAll(() => init({ env: { OTEL_ENABLED: 'false' } }));
afterAll(() => shutdown());

it('registers nothing', () => {
  expect(trace.getTracer('any').startSpan('any').isRecording()).toBe(false);
  expect(context.with(context.active(), () => trace.getActiveSpan())).toBeUndefined();
});

it('runs every tracked function once and gives its result', async () => {
  let runs = 0;
  const fn = () => ++runs;
  const logger = createLogger('off', { level: 'silent' });
  expect(await agentTracking.trackExecution('a', 'b', fn)).toBe(1);
  expect(await agentTracking.trackWorkflow('a', 'b', fn)).toBe(2);
  expect(await agentTracking.trackStep('a', fn)).toBe(3);
  expect(await agentTracking.trackTool({ name: 'a' }, fn)).toBe(4);
  expect(await logger.traceAsync('a', fn)).toBe(5);
  const inference = await agentTracking.trackInference({ provider: 'a', model: 'b' }, (call) => {
    call.setUsage({ input: 1 });
    call.setResponse({ id: 'x' });
    call.firstChunk();
    return fn();
  });
  expect(inference).toBe(6);
  expect(runs).toBe(6);
});

it("throws fn's own error", async () => {
  const error = new Error('no');
  const fail = () => {
    throw error;
  };
  await expect(agentTracking.trackExecution('a', 'b', fail)).rejects.toBe(error);
  await expect(createLogger('off').traceAsync('a', fail)).rejects.toBe(error);
});

it('gives an id to work with', async () => {
  const id = await enhancedObservability.startAgentExecution('a', 'b');
  expect(id).toMatch(/^[0-9a-f]{48}$/);
  await enhancedObservability.recordExecutionStep(id, 'step');
  await enhancedObservability.completeAgentExecution(id);
});
