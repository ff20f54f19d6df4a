import { trace } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { useRecording } from '../testing/recording.ts';
import { agentTracking } from '../tracking/agent-tracking.ts';
import { flush } from './init.ts';

const receiver = useRecording({ OTEL_SAMPLING_RATIO: '0' });
const tracer = trace.getTracer('library');
const names = async () => {
  await flush();
  return receiver()
    .spans.map(({ name }) => name)
    .sort();
};

it('drops what the ratio drops', async () => {
  tracer.startSpan('GET /health').end();
  expect(await names()).toEqual([]);
});

it("keeps an agent's run with all that happens in it", async () => {
  await agentTracking.trackExecution('coder', 'generate', async () => {
    await agentTracking.trackStep('think', () => tracer.startSpan('SELECT').end());
  });
  expect(await names()).toEqual(['SELECT', 'invoke_agent coder', 'think']);
});

it('keeps it below a request that is dropped', async () => {
  await tracer.startActiveSpan('POST /ask', async (request) => {
    await agentTracking.trackExecution('coder', 'generate', () => 1);
    request.end();
  });
  expect(await names()).toEqual(['invoke_agent coder']);
});

it('keeps GenAI spans of other instrumentation', async () => {
  tracer.startSpan('chat gpt-4.1', { attributes: { 'gen_ai.operation.name': 'chat' } }).end();
  expect(await names()).toEqual(['chat gpt-4.1']);
});
