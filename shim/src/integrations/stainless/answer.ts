import { guarded } from '../../setup/guard.ts';
import type { Inference } from '../../tracking/inference.ts';
import type { InferenceEnd } from '../../tracking/inference-end.ts';
import { trackedStream } from '../../tracking/tracked-stream.ts';
import type { AnswerReader } from './answer-reader.ts';

/** What clients made by Stainless give: a promise that sends at once, and reads the answer when it is awaited. */
interface ApiPromise extends Promise<unknown> {
  /** `then`, `catch`, `finally` and `withResponse` come here; several calls read once. */
  parse: () => Promise<unknown>;
  /** A promise of something made of the answer, for helpers. */
  _thenUnwrap: (transform: (value: unknown, ...rest: unknown[]) => unknown) => unknown;
  asResponse: () => Promise<unknown>;
}

/** Their stream: what tells its chunks is a member, which `tee` and `toReadableStream` use as well. */
interface ApiStream {
  iterator: () => AsyncIterator<unknown>;
}

/**
 * Watches what a call gave. It is new and nobody else has it yet, so that its members are replaced in place: class,
 * private fields and helpers (`withResponse`, `asResponse`, `tee`) stay as they are. Nothing is waited for that the
 * caller does not wait for: a failure that nobody handles stays one.
 */
export function watchAnswer(
  answer: unknown,
  inference: Inference,
  reader: AnswerReader,
  end: InferenceEnd,
): void {
  let isRead = false;
  const read = (value: unknown) => {
    if (isRead) return;
    isRead = true;
    if (isIterable(value)) watchStream(value, inference, reader, end);
    else {
      guarded('reading an answer', () => reader.whole(value));
      end.succeed();
    }
  };
  const safely = (value: unknown) => void guarded('observing the answer of a model', () => read(value));
  if (isApiPromise(answer)) watchPromise(answer, safely, end);
  // Someone else observes the client, too, and gives a promise of their own.
  else if (answer instanceof Promise) answer.then(safely, (error: unknown) => end.fail(error));
  else safely(answer);
}

function watchPromise(promise: ApiPromise, read: (value: unknown) => void, end: InferenceEnd): void {
  const { parse, _thenUnwrap: unwrap, asResponse } = promise;
  end.dependOn(promise);
  let parsed: Promise<unknown> | undefined;
  override(promise, 'parse', () => {
    const result = Reflect.apply(parse, promise, []);
    if (parsed === undefined) {
      parsed = result;
      end.dependOn(result);
      result.then(read, (error: unknown) => end.fail(error));
    }
    return result;
  });
  override(promise, '_thenUnwrap', (transform) => {
    const reading: typeof transform = (value, ...rest) => {
      read(value);
      return transform(value, ...rest);
    };
    const derived = Reflect.apply(unwrap, promise, [reading]);
    if (isApiPromise(derived)) watchPromise(derived, read, end);
    return derived;
  });
  override(promise, 'asResponse', async () => {
    try {
      const response = await Reflect.apply(asResponse, promise, []);
      // Whoever takes the raw response alone reads its body unseen.
      if (parsed === undefined) end.succeed();
      return response;
    } catch (error) {
      end.fail(error);
      throw error;
    }
  });
}

/** Replaces a member for this object, as visible as it was. */
function override<T extends object, K extends keyof T>(object: T, name: K, value: T[K]): void {
  const enumerable = Object.prototype.propertyIsEnumerable.call(object, name);
  Object.defineProperty(object, name, { value, enumerable, configurable: true, writable: true });
}

function watchStream(
  stream: ApiStream | AsyncIterable<unknown>,
  inference: Inference,
  reader: AnswerReader,
  end: InferenceEnd,
): void {
  const iterate = isApiStream(stream) ? stream.iterator : stream[Symbol.asyncIterator];
  const source = {
    [Symbol.asyncIterator]: () => Reflect.apply(iterate, stream, []) as AsyncIterator<unknown>,
  };
  // What they read was asked for before, and starts no spans.
  const watch = { end, readsWithin: false };
  const tracked = trackedStream(source, inference, (chunk) => reader.chunk(chunk), watch);
  const value = () => tracked[Symbol.asyncIterator]();
  if (isApiStream(stream)) override(stream, 'iterator', value);
  else override(stream, Symbol.asyncIterator, value);
}

function isApiPromise(value: unknown): value is ApiPromise {
  if (!(value instanceof Promise)) return false;
  const { parse, _thenUnwrap: unwrap, asResponse } = value as Partial<ApiPromise>;
  return [parse, unwrap, asResponse].every((member) => typeof member === 'function');
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isApiStream(stream: object): stream is ApiStream {
  return 'iterator' in stream && typeof stream.iterator === 'function';
}
