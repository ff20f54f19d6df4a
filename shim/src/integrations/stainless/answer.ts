import { guarded } from '../../setup/guard.ts';
import type { Inference } from '../../tracking/inference.ts';
import type { InferenceEnd } from '../../tracking/inference-end.ts';
import { trackedStream } from '../../tracking/tracked-stream.ts';
import type { AnswerReader } from './answer-reader.ts';

/** What clients made by Stainless give: a promise that sends at once and reads the answer when it is awaited. */
interface ApiPromise {
  responsePromise: Promise<unknown>;
  parseResponse: (...args: unknown[]) => unknown;
  asResponse: () => Promise<unknown>;
}

/** Their stream: what tells its chunks is a member, which `tee` and `toReadableStream` use as well. */
interface ApiStream {
  iterator: () => AsyncIterator<unknown>;
}

/**
 * Watches what a call gave. It is new and nobody else has it yet, so that its members are replaced in place: class,
 * private fields and helpers (`withResponse`, `asResponse`, `tee`) stay as they are.
 */
export function watchAnswer(
  answer: unknown,
  inference: Inference,
  reader: AnswerReader,
  end: InferenceEnd,
): void {
  const read = (value: unknown) => {
    if (isApiStream(value)) watchStream(value, inference, reader, end);
    else {
      guarded('reading an answer', () => reader.whole(value));
      end.succeed();
    }
  };
  if (isApiPromise(answer)) watchPromise(answer, read, end);
  // Someone else observes the client, too, and gives a promise of their own.
  else if (answer instanceof Promise) {
    answer.then(
      (value) => guarded('observing the answer of a model', () => read(value)),
      (error: unknown) => end.fail(error),
    );
  } else read(answer);
}

function watchPromise(promise: ApiPromise & object, read: (value: unknown) => void, end: InferenceEnd): void {
  const { parseResponse, asResponse } = promise;
  let isRead = false;
  end.dependOn(promise);
  promise.responsePromise = promise.responsePromise.catch((error: unknown) => {
    end.fail(error);
    throw error;
  });
  promise.parseResponse = async (...args) => {
    isRead = true;
    let value: unknown;
    try {
      value = await Reflect.apply(parseResponse, promise, args);
    } catch (error) {
      end.fail(error);
      throw error;
    }
    guarded('observing the answer of a model', () => read(value));
    return value;
  };
  const value = async () => {
    const response = await Reflect.apply(asResponse, promise, []);
    // Whoever takes the raw response reads its body alone.
    if (!isRead) end.succeed();
    return response;
  };
  Object.defineProperty(promise, 'asResponse', { value, configurable: true, writable: true });
}

function watchStream(stream: ApiStream, inference: Inference, reader: AnswerReader, end: InferenceEnd): void {
  const { iterator } = stream;
  const source = {
    [Symbol.asyncIterator]: () => Reflect.apply(iterator, stream, []) as AsyncIterator<unknown>,
  };
  const tracked = trackedStream(source, inference, (chunk) => reader.chunk(chunk), end);
  stream.iterator = () => tracked[Symbol.asyncIterator]();
}

function isApiPromise(value: unknown): value is ApiPromise {
  if (!(value instanceof Promise)) return false;
  const { responsePromise, parseResponse, asResponse } = value as Partial<ApiPromise>;
  return (
    responsePromise instanceof Promise &&
    typeof parseResponse === 'function' &&
    typeof asResponse === 'function'
  );
}

function isApiStream(value: unknown): value is ApiStream {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.asyncIterator in value &&
    'iterator' in value &&
    typeof value.iterator === 'function'
  );
}
