import { runInContext } from '../context/active-context.ts';
import { guarded } from '../setup/guard.ts';
import type { Inference } from './inference.ts';
import { InferenceEnd } from './inference-end.ts';
import type { InferenceCall } from './types.ts';

/**
 * The chunks of a streamed answer, unchanged. The inference ends when they end, fail or are no longer wanted; as
 * abandoned where the stream was collected before. A second reading goes to the source, which mostly refuses it.
 */
export function trackedStream<T>(
  source: AsyncIterable<T>,
  inference: Inference,
  onChunk: ((chunk: T, call: InferenceCall) => void) | undefined,
  end: InferenceEnd = new InferenceEnd(inference),
): AsyncIterable<T> {
  let read = false;
  const tracked: AsyncIterable<T> = {
    [Symbol.asyncIterator]() {
      if (read) return source[Symbol.asyncIterator]();
      read = true;
      const heard = (chunk: T) => {
        inference.chunk();
        const told: unknown = onChunk?.(chunk, inference);
        if (told instanceof Promise) told.catch(sayThatItFailed);
      };
      return new WatchedIterator(source, inference, end, heard);
    },
  };
  end.dependOn(tracked);
  return tracked;
}

const READING = 'reading a chunk';

/** Of an `onChunk` that is an async function; what nobody handles would end the process. */
function sayThatItFailed(error: unknown): void {
  guarded(READING, () => {
    throw error;
  });
}

class WatchedIterator<T> implements AsyncIterableIterator<T> {
  readonly #inference: Inference;
  readonly #end: InferenceEnd;
  readonly #inner: AsyncIterator<T>;
  readonly #heard: (chunk: T) => void;
  /** Only where the source's has one, since its absence means something to `yield*`. */
  readonly throw?: (error?: unknown) => Promise<IteratorResult<T>>;

  constructor(source: AsyncIterable<T>, inference: Inference, end: InferenceEnd, heard: (chunk: T) => void) {
    this.#inference = inference;
    this.#end = end;
    this.#heard = heard;
    try {
      this.#inner = runInContext(inference.context, () => source[Symbol.asyncIterator]());
    } catch (error) {
      end.fail(error);
      throw error;
    }
    end.dependOn(this);
    if (this.#inner.throw) this.throw = (error) => this.#step((inner) => inner.throw?.(error));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(...values: [] | [unknown]): Promise<IteratorResult<T>> {
    return this.#step((inner) => inner.next(...(values as [])));
  }

  /** Called where the reader wants no more. */
  return(value?: unknown): Promise<IteratorResult<T>> {
    return this.#step((inner) => inner.return?.(value) ?? { done: true, value });
  }

  /** The source works as a part of the inference: spans that it starts are below it. */
  async #step(
    work: (inner: AsyncIterator<T>) => IteratorResult<T> | PromiseLike<IteratorResult<T>> | undefined,
  ): Promise<IteratorResult<T>> {
    try {
      const result = (await runInContext(this.#inference.context, () =>
        work(this.#inner),
      )) as IteratorResult<T>;
      if (result.done) this.#end.succeed();
      else guarded(READING, () => this.#heard(result.value));
      return result;
    } catch (error) {
      this.#end.fail(error);
      throw error;
    }
  }
}
