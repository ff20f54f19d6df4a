import type { Context } from '@opentelemetry/api';
import { runInContext } from '../context/active-context.ts';
import { spanEndOverhead, spanStartOverhead } from '../metrics/overhead.ts';
import { guarded } from '../setup/guard.ts';

/** Something that was started and ends with fn: an execution or a step. */
export interface Tracked<T> {
  readonly context: Context;
  readonly succeed: (result: T) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Runs fn once within what `start` gives, and ends that with fn's result or error, which go to the caller
 * unchanged. Whatever goes wrong in tracking, fn runs.
 */
export async function runTracked<S extends Tracked<T>, T>(
  what: string,
  start: () => S,
  fn: (started: S | undefined) => T | PromiseLike<T>,
): Promise<T> {
  const starting = spanStartOverhead.start();
  const started = guarded(`starting to track ${what}`, start);
  spanStartOverhead.end(starting);
  if (started === undefined) return await fn(undefined);
  let result: T;
  try {
    result = await runInContext(started.context, () => fn(started));
  } catch (error) {
    const failing = spanEndOverhead.start();
    guarded(`tracking the failure of ${what}`, () => started.fail(error));
    spanEndOverhead.end(failing);
    throw error;
  }
  const ending = spanEndOverhead.start();
  guarded(`tracking the end of ${what}`, () => started.succeed(result));
  spanEndOverhead.end(ending);
  return result;
}
