/** The OpenAI Agents SDK, seen through a trace processor. */
export { type ObservatoryTraceProcessor, observatoryTraceProcessor } from './observatory-trace-processor.ts';
