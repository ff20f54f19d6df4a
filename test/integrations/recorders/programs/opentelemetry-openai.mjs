import { openaiCalls } from './openai-calls.mjs';
import { instrument, require, start } from './support.mjs';

start();
const { OpenAIInstrumentation } = require('@opentelemetry/instrumentation-openai');
instrument(new OpenAIInstrumentation());
await openaiCalls(require('openai').default ?? require('openai'));
