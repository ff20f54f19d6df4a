import type { InferenceCall } from './types.ts';

/** What an inference reports to where it is not tracked. */
export const unheard: InferenceCall = { setUsage() {}, setResponse() {}, firstChunk() {} };
