import { compareTracedCalls } from './traced-call.ts';

await compareTracedCalls(false);
