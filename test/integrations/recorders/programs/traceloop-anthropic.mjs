import { anthropicCalls } from './anthropic-calls.mjs';
import { instrument, require, start } from './support.mjs';

start();
const { AnthropicInstrumentation } = require('@traceloop/instrumentation-anthropic');
instrument(new AnthropicInstrumentation());
await anthropicCalls(require('@anthropic-ai/sdk').default);
