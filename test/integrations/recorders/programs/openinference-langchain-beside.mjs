import { langgraphCalls } from './langgraph-calls.mjs';
import { instrument, require, start } from './support.mjs';

// Two at once that know nothing of each other: LangChain's callbacks make no span the active one, so that the spans of
// the client stand beside theirs.
start();
const { LangChainInstrumentation } = require('@arizeai/openinference-instrumentation-langchain');
const { OpenAIInstrumentation } = require('@opentelemetry/instrumentation-openai');
instrument(new OpenAIInstrumentation());
const instrumentation = new LangChainInstrumentation();
instrument(instrumentation);
instrumentation.manuallyInstrument(require('@langchain/core/callbacks/manager'));
await langgraphCalls();
