import type { HubPaths } from '@observatory/shim/client';
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import { KEPT_AT } from '../offline/kept-answers.ts';
import type { Hub } from './hub.ts';
import { Problem, problemOf } from './problem.ts';

export type HubApi = Client<HubPaths>;

interface ApiOptions extends Pick<Hub, 'access' | 'clock' | 'reachability' | 'kept'> {
  readonly base: string;
  readonly key: Readonly<Record<string, string>>;
  /** `no-cache`: an answer that this device kept will not do. */
  readonly cache?: RequestCache;
}

/** The hub's API, typed by its OpenAPI document; learns from each answer how the hub stands. */
export function createHubApi({
  base,
  key,
  access,
  clock,
  reachability,
  kept,
  cache = 'default',
}: ApiOptions): HubApi {
  const watch: Middleware = {
    onResponse({ response }) {
      const keptAt = response.headers.get(KEPT_AT);
      if (keptAt !== null) {
        kept.set(Math.min(kept.get() ?? Number.POSITIVE_INFINITY, Date.parse(keptAt)));
        reachability.failed();
        return;
      }
      clock.observe(response.headers.get('date'), Date.now());
      if (response.status === 401) access.set('needed');
      if (response.status === 502 || response.status === 504) reachability.failed();
      else {
        reachability.answered();
        kept.set(null);
      }
    },
    onError({ error }) {
      // Leaving a page aborts its requests; that says nothing about the hub.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      reachability.failed();
      return new Problem('unreachable', 0, error instanceof Error ? error.message : String(error));
    },
  };
  const api = createClient<HubPaths>({ baseUrl: base, headers: key, credentials: 'include', cache });
  api.use(watch);
  return api;
}

/** The data of an answer, or a thrown Problem. */
export async function dataOf<D>(
  answer: Promise<{ data?: D; error?: unknown; response: Response }>,
): Promise<D> {
  const { data, error, response } = await answer;
  if (data === undefined && !response.ok) throw problemOf(response.status, error);
  return data as D;
}
