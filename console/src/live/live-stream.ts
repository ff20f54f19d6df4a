import { backOffMs } from './back-off.ts';
import type { LiveConnection, StreamEnd, Way, WayName } from './connection.ts';
import type { NamedMessage } from './topic-listeners.ts';
import type { FollowedTopic } from './topics.ts';
import { upgradeDelayMs, wayAfter } from './ways.ts';

/** How a live stream stands. Times are milliseconds since the epoch, by this machine's clock. */
export type StreamState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly since: number; readonly by: WayName }
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
  /** The best first. */
  readonly ways: readonly [Way, ...Way[]];
  readonly onMessage: (message: NamedMessage) => void;
  /** The stream is there, or there again after a gap: what was missed before must be fetched. */
  readonly onOpen: () => void;
}

export interface LiveStream {
  readonly getState: () => StreamState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly follow: (name: string, followed: FollowedTopic) => void;
  readonly unfollow: (name: string) => void;
  /** Tries again now instead of at `retryAt`. */
  readonly retryNow: () => void;
  /** Lets the connection go (a hidden page holds none) and takes it up again. */
  readonly sleep: () => void;
  readonly wake: () => void;
}

/** How long a stream must last to be taken as sound. */
const STABLE_MS = 5_000;

/**
 * A stream of changes that comes back by itself: backs off, tries again, resumes. Where the best way does not get
 * through it takes the next one, and goes on trying the best beside it.
 */
export function createLiveStream({ ways, onMessage, onOpen }: LiveStreamOptions): LiveStream {
  const listeners = new Set<() => void>();
  const topics = new Map<string, FollowedTopic>();
  let state: StreamState = { kind: 'asleep' };
  let connection: LiveConnection | undefined;
  let better: LiveConnection | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let upgrade: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let upgradesFailed = 0;
  let downSince = Date.now();

  const set = (next: StreamState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const stopUpgrade = () => {
    clearTimeout(upgrade);
    better?.close();
    better = undefined;
  };
  const stop = () => {
    clearTimeout(retry);
    stopUpgrade();
    connection?.close();
    connection = undefined;
  };

  const fail = (reason: StreamEnd) => {
    stopUpgrade();
    connection = undefined;
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
    const way = wayAfter(ways, failures);
    connection = way.open(topics, {
      onOpen: () => {
        set({ kind: 'live', since: Date.now(), by: way.name });
        onOpen();
        if (way !== ways[0]) planUpgrade();
      },
      onMessage: (name, message) => onMessage({ name, message }),
      onEnd: fail,
    });
  };

  /** The present connection stays until the better one is there, so that nothing is missed between them. */
  const planUpgrade = () => {
    upgrade = setTimeout(() => {
      const [best] = ways;
      const opening = best.open(topics, {
        onOpen: () => {
          connection?.close();
          connection = opening;
          better = undefined;
          upgradesFailed = 0;
          set({ kind: 'live', since: Date.now(), by: best.name });
        },
        onMessage: (name, message) => onMessage({ name, message }),
        onEnd: (reason) => {
          if (connection === opening) return fail(reason);
          better = undefined;
          upgradesFailed += 1;
          planUpgrade();
        },
      });
      better = opening;
    }, upgradeDelayMs(upgradesFailed));
  };

  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow: (name, followed) => {
      topics.set(name, followed);
      connection?.follow(name, followed);
      better?.follow(name, followed);
    },
    unfollow: (name) => {
      topics.delete(name);
      connection?.unfollow(name);
      better?.unfollow(name);
    },
    retryNow: () => {
      // A try that is under way is not broken off for another.
      if (state.kind === 'waiting' && connection === undefined) connect();
    },
    sleep: () => {
      stop();
      if (state.kind === 'live') downSince = Date.now();
      // After a long time what was missed is asked for, not told piece by piece.
      for (const topic of topics.values()) topic.cursor = null;
      set({ kind: 'asleep' });
    },
    wake: () => {
      if (state.kind !== 'asleep') return;
      failures = 0;
      upgradesFailed = 0;
      set({ kind: 'connecting' });
      connect();
    },
  };
}
