import type { HubPaths } from '@observatory/shim/client';
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { Hub } from './hub.ts';
import { Problem, problemOf } from './problem.ts';

export type HubApi = Client<HubPaths>;

interface ApiOptions extends Pick<Hub, 'access' | 'clock' | 'reachability'> {
  readonly base: string;
  readonly key: Readonly<Record<string, string>>;
}

/** The hub's API, typed by its OpenAPI document; learns from each answer how the hub stands. */
export function createHubApi({ base, key, access, clock, reachability }: ApiOptions): HubApi {
  const watch: Middleware = {
    onResponse({ response }) {
      clock.observe(response.headers.get('date'), Date.now());
      if (response.status === 401) access.set('needed');
      if (response.status === 502 || response.status === 504) reachability.failed();
      else reachability.answered();
    },
    onError({ error }) {
      // Leaving a page aborts its requests; that says nothing about the hub.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      reachability.failed();
      return new Problem('unreachable', 0, error instanceof Error ? error.message : String(error));
    },
  };
  const api = createClient<HubPaths>({ baseUrl: base, headers: key, credentials: 'include' });
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
