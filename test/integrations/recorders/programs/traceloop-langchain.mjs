import { langgraphCalls } from './langgraph-calls.mjs';
import { instrument, require, start } from './support.mjs';

start();
const { LangChainInstrumentation } = require('@traceloop/instrumentation-langchain');
const instrumentation = new LangChainInstrumentation();
instrument(instrumentation);
instrumentation.manuallyInstrument({ callbackManagerModule: require('@langchain/core/callbacks/manager') });
await langgraphCalls();
