import type { Hub } from '../hub/hub.ts';
import { backOffMs } from './back-off.ts';
import { openStream, type StreamEnd } from './open-stream.ts';

/** How a live stream stands. Times are milliseconds since the epoch, by this machine's clock. */
export type StreamState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly since: number }
  | {
      readonly kind: 'waiting';
      /** Tries that failed in a row. */
      readonly failures: number;
      /** Since when nothing came. */
      readonly downSince: number;
      readonly retryAt: number;
      readonly reason: StreamEnd;
    }
  | { readonly kind: 'asleep' };

interface LiveStreamOptions {
  readonly fetch: Hub['fetch'];
  /** Path of the stream, with its query. */
  readonly path: string;
  readonly onMessage: (message: unknown) => void;
  /** The stream is there, or there again after a gap: what was missed before must be fetched. */
  readonly onOpen?: () => void;
}

export interface LiveStream {
  readonly getState: () => StreamState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Tries again now instead of at `retryAt`. */
  readonly retryNow: () => void;
  /** Lets the connection go (a hidden page holds none) and takes it up again. */
  readonly sleep: () => void;
  readonly wake: () => void;
  readonly close: () => void;
}

/** How long a stream must last to be taken as sound. */
const STABLE_MS = 5_000;

/** A stream that comes back by itself: backs off, tries again, resumes after the last id that it saw. */
export function createLiveStream(options: LiveStreamOptions): LiveStream {
  const listeners = new Set<() => void>();
  let state: StreamState = { kind: 'connecting' };
  let closeStream: (() => void) | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lastEventId: string | undefined;
  let failures = 0;
  let downSince = Date.now();

  const set = (next: StreamState) => {
    state = next;
    for (const listener of listeners) listener();
  };

  const stop = () => {
    clearTimeout(retry);
    closeStream?.();
    closeStream = undefined;
  };

  const fail = (reason: StreamEnd) => {
    closeStream = undefined;
    if (state.kind === 'live') {
      downSince = Date.now();
      // A stream that is accepted and dropped again at once still counts as failing.
      if (downSince - state.since > STABLE_MS) failures = 0;
    }
    failures += 1;
    const waitMs = backOffMs(failures, Math.random());
    retry = setTimeout(connect, waitMs);
    set({ kind: 'waiting', failures, downSince, retryAt: Date.now() + waitMs, reason });
  };

  const connect = () => {
    stop();
    closeStream = openStream(
      options.fetch,
      options.path,
      {
        onOpen: () => {
          set({ kind: 'live', since: Date.now() });
          options.onOpen?.();
        },
        onMessage: (message, id) => {
          if (id) lastEventId = id;
          options.onMessage(message);
        },
        onEnd: fail,
      },
      lastEventId,
    );
  };

  connect();
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retryNow: () => {
      // A try that is under way is not broken off for another.
      if (state.kind === 'waiting' && closeStream === undefined) connect();
    },
    sleep: () => {
      stop();
      if (state.kind === 'live') downSince = Date.now();
      set({ kind: 'asleep' });
    },
    wake: () => {
      if (state.kind !== 'asleep') return;
      failures = 0;
      set({ kind: 'connecting' });
      connect();
    },
    close: () => {
      stop();
      listeners.clear();
    },
  };
}
