import type { HubTypes } from '@observatory/shim/client';

export type Schemas = HubTypes['schemas'];

/** GET of a hub's route that must succeed. */
export async function get<T>(hub: { readonly url: string }, path: string): Promise<T> {
  const response = await fetch(hub.url + path);
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** GET of a hub's route, whatever it answers. */
export async function ask(
  hub: { readonly url: string },
  path: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(hub.url + path, { headers });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** The execution's row in the list, which the fold keeps; undefined where there is none yet. */
export async function listed(
  hub: { readonly url: string },
  id: string,
): Promise<Schemas['ExecutionSummary'] | undefined> {
  const { executions } = await get<Schemas['ExecutionList']>(hub, `/api/v1/executions?q=${id}`);
  return executions[0];
}

/** One execution with its steps, spans, events and logs. */
export function detailOf(hub: { readonly url: string }, id: string): Promise<Schemas['ExecutionDetail']> {
  return get(hub, `/api/v1/executions/${id}`);
}
