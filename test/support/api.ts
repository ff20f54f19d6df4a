import type { components } from '../../console/src/api/schema.gen.ts';

export type Schemas = components['schemas'];

/** GET of a hub's route that must succeed. */
export async function get<T>(hub: { readonly url: string }, path: string): Promise<T> {
  const response = await fetch(hub.url + path);
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
