import { runInContext } from '../context/active-context.ts';
import { guarded } from '../setup/guard.ts';
import { Inference } from './inference.ts';
import { isTracked } from './is-tracked.ts';
import { trackedStream } from './tracked-stream.ts';
import type { InferenceCall, InferenceOptions } from './types.ts';
import { unheard } from './unheard.ts';

/** Starts an inference whose answer is a stream, and gives the same chunks. `start` runs once, at once. */
export async function trackStream<T>(
  options: InferenceOptions,
  start: (call: InferenceCall) => AsyncIterable<T> | PromiseLike<AsyncIterable<T>>,
  onChunk?: (chunk: T, call: InferenceCall) => void,
): Promise<AsyncIterable<T>> {
  if (!isTracked()) return await start(unheard);
  const inference = guarded('starting to track a stream', () => new Inference(options));
  if (inference === undefined) return await start(unheard);
  let source: AsyncIterable<T>;
  try {
    source = await runInContext(inference.context, () => start(inference));
  } catch (error) {
    guarded('tracking the failure of a stream', () => inference.end({ error }));
    throw error;
  }
  return guarded('tracking a stream', () => watch(source, inference, onChunk)) ?? source;
}

function watch<T>(
  source: AsyncIterable<T>,
  inference: Inference,
  onChunk: ((chunk: T, call: InferenceCall) => void) | undefined,
): AsyncIterable<T> {
  if (typeof source?.[Symbol.asyncIterator] === 'function') return trackedStream(source, inference, onChunk);
  inference.end();
  return source;
}
