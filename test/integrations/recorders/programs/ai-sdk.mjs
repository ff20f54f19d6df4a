import { aiSdkCalls } from './ai-sdk-calls.mjs';
import { require, root, start } from './support.mjs';

start();
if (root.endsWith('newest')) {
  require('ai').registerTelemetry(new (require('@ai-sdk/otel').OpenTelemetry)());
}
const functionId = (name) => ({
  isEnabled: true,
  functionId: name,
  metadata: { userId: 'ann', sessionId: 's-1' },
});
await aiSdkCalls({
  ai: 'ai',
  openai: '@ai-sdk/openai',
  anthropic: '@ai-sdk/anthropic',
  telemetry: (name) =>
    root.endsWith('newest')
      ? { telemetry: { functionId: name } }
      : { experimental_telemetry: functionId(name) },
});
