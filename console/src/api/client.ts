import type { HubPaths } from '@observatory/shim/client';
import createClient, { type Middleware } from 'openapi-fetch';
import { access } from '../access/access.ts';
import { observeHubTime } from './hub-clock.ts';
import { Problem, problemOf } from './problem.ts';
import { reachability } from './reachability.ts';

const watch: Middleware = {
  onResponse({ response }) {
    observeHubTime(response.headers.get('date'), Date.now());
    if (response.status === 401) access.needed();
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

/** The hub's API, typed by its OpenAPI document; same origin as the page. */
export const hub = createClient<HubPaths>({ baseUrl: '' });
hub.use(watch);

/** The data of an answer, or a thrown Problem. */
export async function dataOf<D>(
  answer: Promise<{ data?: D; error?: unknown; response: Response }>,
): Promise<D> {
  const { data, error, response } = await answer;
  if (data === undefined) throw problemOf(response.status, error);
  return data;
}
