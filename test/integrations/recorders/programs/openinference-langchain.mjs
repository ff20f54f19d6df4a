import { langgraphCalls } from './langgraph-calls.mjs';
import { instrument, require, start } from './support.mjs';

start();
const { LangChainInstrumentation } = require('@arizeai/openinference-instrumentation-langchain');
const instrumentation = new LangChainInstrumentation();
instrument(instrumentation);
instrumentation.manuallyInstrument(require('@langchain/core/callbacks/manager'));
await langgraphCalls();
