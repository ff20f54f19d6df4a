import { runInContext } from '../context/active-context.ts';
import { guarded } from '../setup/guard.ts';
import type { Inference } from './inference.ts';
import { InferenceEnd } from './inference-end.ts';
import type { InferenceCall } from './types.ts';

interface StreamWatch {
  /** The end of the inference, where it is shared with what comes before the stream. */
  readonly end?: InferenceEnd;
  /** Whether the source works within the inference, so that spans that it starts are below it: a cost for each chunk. */
  readonly readsWithin?: boolean;
}

/**
 * The chunks of a streamed answer, unchanged. The inference ends when they end, fail or are no longer wanted; as
 * abandoned where the stream was collected before. A second reading goes to the source, which mostly refuses it.
 */
export function trackedStream<T>(
  source: AsyncIterable<T>,
  inference: Inference,
  onChunk: ((chunk: T, call: InferenceCall) => void) | undefined,
  { end = new InferenceEnd(inference), readsWithin = true }: StreamWatch = {},
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
      return new WatchedIterator(source, inference, end, heard, readsWithin);
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
  readonly #readsWithin: boolean;
  /** Only where the source's has one, since its absence means something to `yield*`. */
  readonly throw?: (error?: unknown) => Promise<IteratorResult<T>>;

  constructor(
    source: AsyncIterable<T>,
    inference: Inference,
    end: InferenceEnd,
    heard: (chunk: T) => void,
    readsWithin: boolean,
  ) {
    this.#readsWithin = readsWithin;
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
    if (this.#inner.throw) this.throw = (error) => this.#step(() => this.#inner.throw?.(error));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(...values: [] | [unknown]): Promise<IteratorResult<T>> {
    return this.#step(() => this.#inner.next(...(values as [])));
  }

  /** Called where the reader wants no more. */
  return(value?: unknown): Promise<IteratorResult<T>> {
    return this.#step(() => this.#inner.return?.(value) ?? { done: true, value });
  }

  /** One promise more for each chunk. */
  #step(
    work: () => IteratorResult<T> | PromiseLike<IteratorResult<T>> | undefined,
  ): Promise<IteratorResult<T>> {
    let result: ReturnType<typeof work>;
    try {
      result = this.#readsWithin ? runInContext(this.#inference.context, work) : work();
    } catch (error) {
      return Promise.reject(error).catch(this.#failed);
    }
    const coming = result instanceof Promise ? result : Promise.resolve(result);
    return (coming as Promise<IteratorResult<T>>).then(this.#came, this.#failed);
  }

  readonly #came = (result: IteratorResult<T>): IteratorResult<T> => {
    if (result.done) this.#end.succeed();
    else guarded(READING, () => this.#heard(result.value));
    return result;
  };

  readonly #failed = (error: unknown): never => {
    this.#end.fail(error);
    throw error;
  };
}
