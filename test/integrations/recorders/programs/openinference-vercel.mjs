import { aiSdkCalls } from './ai-sdk-calls.mjs';
import { load, require, root, start } from './support.mjs';

const { OpenInferenceSimpleSpanProcessor } = await load('@arizeai/openinference-vercel');
start((exporter) => new OpenInferenceSimpleSpanProcessor({ exporter }));
if (root.endsWith('newest')) {
  const { OpenTelemetry } = require('@ai-sdk/otel');
  require('ai').registerTelemetry(
    new OpenTelemetry({ usage: true, providerMetadata: true, embedding: true }),
  );
}
await aiSdkCalls({
  ai: 'ai',
  openai: '@ai-sdk/openai',
  anthropic: '@ai-sdk/anthropic',
  telemetry: (functionId) =>
    root.endsWith('newest')
      ? { telemetry: { functionId } }
      : { experimental_telemetry: { isEnabled: true, functionId } },
});
