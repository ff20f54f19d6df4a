import type { Query } from '@tanstack/react-query';
import { createHubStream, type HubStream } from '../live/hub-stream.ts';
import { type ActionQueue, createActionQueue } from '../offline/action-queue.ts';
import { createHubApi, type HubApi } from './client.ts';
import { createHubClock, type HubClock } from './hub-clock.ts';
import { HubQueries } from './hub-queries.ts';
import { createObservable, type Settable } from './observable.ts';
import { Problem } from './problem.ts';
import { createReachability, type Reachability } from './reachability.ts';

/** Where a hub is, and how to ask it. */
export interface HubOptions {
  /** Its address, such as `https://observatory.example.com`; the page's own origin unless given. */
  readonly url?: string;
  /**
   * A key with the scope `read`. Only for pages behind a sign-in of their own: whoever sees the page can read it. The
   * hub's own page and those of its origin need none, they have its cookie.
   */
  readonly apiKey?: string;
}

/** Whether the hub lets this browser in: `needed` once it has asked for a key. */
export type Access = 'open' | 'needed';

/** One hub, as all components below one provider share it. */
export interface Hub {
  /** Its address without a slash at the end; empty for the page's own origin. */
  readonly url: string;
  /** The API, typed by its OpenAPI document. */
  readonly api: HubApi;
  /** `fetch` of a path of the hub, with the key, for what the typed client has no form for. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly access: Settable<Access>;
  readonly clock: HubClock;
  readonly reachability: Reachability;
  /** Of when what is shown is, where this device had to answer for the hub (ms since the epoch); null where it had not. */
  readonly kept: Settable<number | null>;
  /** What could not be sent to the hub yet. */
  readonly actions: ActionQueue;
  /** The same hub, which does not take an answer that this device kept: for what is on the page already. */
  readonly fresh: Pick<Hub, 'api'>;
  /** Answers that were had, by their question. */
  readonly queries: HubQueries;
  /** What changes, as it changes; connects with its first listener. */
  readonly stream: HubStream;
}

/** What a hub needs to be asked; nothing is sent before the first question. */
export function createHub({ url = '', apiKey }: HubOptions = {}): Hub {
  const base = url.replace(/\/+$/, '');
  const key: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const access = createObservable<Access>('open');
  const clock = createHubClock();
  const reachability = createReachability();
  const kept = createObservable<number | null>(null);
  const send: Hub['fetch'] = (path, init) =>
    fetch(base + path, {
      credentials: 'include',
      ...init,
      headers: { ...key, ...Object.fromEntries(new Headers(init?.headers)) },
    });
  const queries = new HubQueries({
    defaultOptions: {
      queries: {
        // The hub may run on this machine: being offline says nothing about it.
        networkMode: 'always',
        // Streams tell what changed; what they miss is fetched when they come back.
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) =>
          !(error instanceof Problem && error.status >= 400 && error.status < 500) && failures < 1,
        retryDelay: 400,
      },
      mutations: { networkMode: 'always' },
    },
  });
  const stream = createHubStream({
    url: base,
    ...(apiKey === undefined ? {} : { apiKey }),
    fetch: send,
    access,
    reachability,
    onStale: (before) => {
      const isOlder = (query: Query) =>
        query.state.fetchStatus === 'idle' && queries.askedAt(query) < Number(before);
      void queries.invalidateQueries(before === undefined ? {} : { predicate: isOlder });
    },
  });
  const options = { base, key, access, clock, reachability, kept };
  return {
    url: base,
    api: createHubApi(options),
    fresh: { api: createHubApi({ ...options, cache: 'no-cache' }) },
    fetch: send,
    access,
    clock,
    reachability,
    kept,
    queries,
    stream,
    actions: createActionQueue({ fetch: send, queries }),
  };
}
