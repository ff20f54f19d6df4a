import { backOffMs, pause } from './back-off.ts';
import { HubError } from './hub-error.ts';

/** Something that a stream got over by itself. */
export interface StreamProblem {
  readonly error: HubError;
  /** When it tries again; 0 where the stream goes on as it is. */
  readonly retryInMs: number;
}

/** What all streams take. */
export interface LiveOptions {
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each connection that is lost and each message that cannot be read. */
  readonly onProblem?: ((problem: StreamProblem) => void) | undefined;
}

/**
 * What the hub sends, for `for await`. A connection that is lost is taken up again; an error that will not go away
 * (a wrong key, a bad filter) is thrown. Leaving the loop, `close` and the signal end it.
 */
export interface Live<T> extends AsyncIterableIterator<T, undefined> {
  /** Ends the stream. */
  close(): void;
}

export interface Connected {
  /** Ends the connection; its reason may be a HubError that says why. */
  readonly abort: AbortController;
  readonly problem: (error: HubError) => void;
  /** To be called once the connection has proved to be sound. */
  readonly isSound: () => void;
}

/** Keeps a connection: `connect` gives what comes over one, and is called anew after a while when that ends. */
export function keepLive<T>(
  { signal, onProblem }: LiveOptions,
  connect: (connected: Connected) => AsyncIterable<T>,
): Live<T> {
  const closed = new AbortController();
  const close = () => {
    signal?.removeEventListener('abort', close);
    closed.abort();
  };
  if (signal?.aborted) close();
  else signal?.addEventListener('abort', close);
  const report = (error: HubError, retryInMs: number) => {
    try {
      onProblem?.({ error, retryInMs });
    } catch {
      // What listens to problems is no part of the stream.
    }
  };

  async function* run(): AsyncGenerator<T, undefined> {
    let failures = 0;
    try {
      while (!closed.signal.aborted) {
        const abort = new AbortController();
        const end = () => abort.abort();
        closed.signal.addEventListener('abort', end);
        const connected: Connected = {
          abort,
          problem: (error) => report(error, 0),
          isSound: () => {
            failures = 0;
          },
        };
        let error: HubError;
        try {
          yield* connect(connected);
          error = new HubError('OBS_UNREACHABLE', 'the hub ended the stream');
        } catch (thrown) {
          if (closed.signal.aborted) return undefined;
          const reason: unknown = abort.signal.aborted ? abort.signal.reason : thrown;
          if (!(reason instanceof HubError && reason.isTemporary)) throw reason;
          error = reason;
        } finally {
          closed.signal.removeEventListener('abort', end);
          abort.abort();
        }
        if (closed.signal.aborted) return undefined;
        failures += 1;
        const waitMs = Math.max(backOffMs(failures), error.retryAfterMs ?? 0);
        report(error, waitMs);
        await pause(waitMs, closed.signal);
      }
    } finally {
      close();
    }
    return undefined;
  }

  const running = run();
  return {
    // What came before the end and was not taken yet is not handed out any more.
    next: () => (closed.signal.aborted ? running.return(undefined) : running.next()),
    async return() {
      close();
      return await running.return(undefined);
    },
    throw: (error: unknown) => running.throw(error),
    [Symbol.asyncIterator]() {
      return this;
    },
    close,
  };
}
