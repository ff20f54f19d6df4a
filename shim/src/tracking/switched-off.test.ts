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

it('lets time limits, cancellation, retries and streams work all the same', async () => {
  const options = { agentType: 'a', operation: 'b' };
  const aborted = await agentTracking.trackExecution({ ...options, timeoutMs: 5 }, ({ signal }) => {
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));
  });
  expect(aborted).toMatchObject({ name: 'TimeoutError' });
  const given = await agentTracking.trackWorkflow(
    { workflowType: 'a', operation: 'b', signal: AbortSignal.abort('gone') },
    ({ signal }) => signal.reason,
  );
  expect(given).toBe('gone');
  await agentTracking.trackExecution('a', 'b', ({ signal, cancel, snapshot }) => {
    snapshot({ any: 'state' });
    cancel('enough');
    expect(signal.reason).toMatchObject({ name: 'AbortError', message: 'enough' });
  });
  let tries = 0;
  const tried = agentTracking.trackStep('a', () => Promise.reject(new Error(`try ${++tries}`)), {
    retries: { attempts: 3, delayMs: 0 },
  });
  await expect(tried).rejects.toThrow('try 3');
  async function* source() {
    yield 1;
  }
  const stream = source();
  expect(await agentTracking.trackStream({ provider: 'a', model: 'b' }, () => stream)).toBe(stream);
  agentTracking.snapshot({ any: 'state' });
  await enhancedObservability.recordSnapshot('any', { any: 'state' });
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
