import { openaiCalls } from './openai-calls.mjs';
import { require, scenario, start } from './support.mjs';

const { LangfuseSpanProcessor } = require('@langfuse/otel');
const { observeOpenAI } = require('@langfuse/openai');
const { startActiveObservation, startObservation } = require('@langfuse/tracing');

start(
  (exporter) =>
    new LangfuseSpanProcessor({
      exporter,
      exportMode: 'immediate',
      publicKey: 'pk-lf-none',
      secretKey: 'sk-lf-none',
      baseUrl: process.env.REPLAY_URL,
      shouldExportSpan: () => true,
    }),
);
const OpenAI = require('openai').default ?? require('openai');
await openaiCalls(OpenAI, (client) => observeOpenAI(client));
await scenario('agent', () =>
  startActiveObservation(
    'forecaster',
    async (agent) => {
      agent.update({ input: 'How is the weather?' });
      const generation = startObservation(
        'ask',
        { model: 'gpt-4.1-mini', input: 'How is the weather?' },
        { asType: 'generation' },
      );
      generation.update({
        output: 'It is sunny.',
        usageDetails: { input: 36, output: 12, input_cached_tokens: 64, output_reasoning_tokens: 8 },
        costDetails: { input: 0.001, output: 0.002 },
      });
      generation.end();
      startObservation('get_weather', { input: { city: 'Oslo' } }, { asType: 'tool' }).end();
    },
    { asType: 'agent' },
  ),
);
