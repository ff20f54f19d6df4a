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
 * caller does not wait for: a failure that nobody handles stays one. Gives what the caller gets: the answer itself, or
 * in place of a promise without helpers one like it.
 */
export function watchAnswer(
  answer: unknown,
  inference: Inference,
  reader: AnswerReader,
  end: InferenceEnd,
): unknown {
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
  // Of a client of another kind, or of someone else who observes this one, too.
  else if (answer instanceof Promise) return watchedPromise(answer, safely, end);
  else safely(answer);
  return answer;
}

function watchedPromise(
  promise: Promise<unknown>,
  read: (value: unknown) => void,
  end: InferenceEnd,
): unknown {
  const watched = promise.then(
    (value) => {
      read(value);
      return value;
    },
    (error: unknown) => {
      end.fail(error);
      throw error;
    },
  );
  if (promise.constructor === Promise) return watched;
  // It may have members that its caller knows.
  watched.catch(() => {});
  return promise;
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
  const source = { [Symbol.asyncIterator]: iterationOf(stream) };
  // What they read was asked for before, and starts no spans.
  const watch = { end, readsWithin: false };
  const tracked = trackedStream(source, inference, (chunk) => reader.chunk(chunk), watch);
  const iterate = () => tracked[Symbol.asyncIterator]();
  if (isApiStream(stream)) override(stream, 'iterator', iterate);
  else if (isIterator(stream)) overrideSteps(stream, iterate() as unknown as Steps);
  else override(stream, Symbol.asyncIterator, iterate);
}

/** How a stream is read, as it is before its members are replaced. */
function iterationOf(stream: ApiStream | AsyncIterable<unknown>): () => AsyncIterator<unknown> {
  if (isApiStream(stream)) return stream.iterator.bind(stream);
  if (!isIterator(stream)) return stream[Symbol.asyncIterator].bind(stream);
  const bound = Object.fromEntries(stepsOf(stream).map((name) => [name, stream[name]?.bind(stream)]));
  return () => bound as unknown as AsyncIterator<unknown>;
}

/** A generator gives itself to whoever iterates, and may be read by its steps alone. */
function overrideSteps(stream: Steps, watched: Steps): void {
  for (const name of stepsOf(stream)) override(stream, name, (value) => watched[name]?.(value));
}

type Steps = { readonly [K in (typeof steps)[number]]?: ((value?: unknown) => unknown) | undefined };
const steps = ['next', 'return', 'throw'] as const;

function stepsOf(stream: Steps) {
  return steps.filter((name) => typeof stream[name] === 'function');
}

function isApiPromise(value: unknown): value is ApiPromise {
  if (!(value instanceof Promise)) return false;
  const { parse, _thenUnwrap: unwrap, asResponse } = value as Partial<ApiPromise>;
  return [parse, unwrap, asResponse].every((member) => typeof member === 'function');
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isIterator(stream: object): stream is Steps {
  return 'next' in stream && typeof stream.next === 'function';
}

function isApiStream(stream: object): stream is ApiStream {
  return 'iterator' in stream && typeof stream.iterator === 'function';
}
