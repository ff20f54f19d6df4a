import { aiSdkCalls } from './ai-sdk-calls.mjs';
import { start } from './support.mjs';

start();
await aiSdkCalls({
  ai: 'ai-5',
  openai: '@ai-sdk/openai-2',
  telemetry: (functionId) => ({
    experimental_telemetry: { isEnabled: true, functionId, metadata: { userId: 'ann', sessionId: 's-1' } },
  }),
});
