import type { HubTypes } from '@observatory/shim/client';
import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
import type { Question } from '../hub/use-hub-query.ts';

export type SavedView = HubTypes['schemas']['SavedView'];

const PATH = '/api/v1/views';
/** The page that these views are of. */
const PAGE = 'executions';

/** The saved views of the list, by name. */
export const viewsQuestion: Question<readonly SavedView[]> = {
  key: ['views', PAGE],
  ask: async (hub, signal) => {
    const { views } = await dataOf(hub.api.GET(PATH, { signal }));
    return views.filter(({ page }) => page === PAGE);
  },
};

/** What can be done with a view: made of a search, given another name or search, deleted. */
export type ViewChange =
  | { readonly kind: 'make'; readonly name: string; readonly search: string }
  | { readonly kind: 'change'; readonly view: SavedView; readonly name: string; readonly search: string }
  | { readonly kind: 'delete'; readonly view: SavedView };

/** Sends a change to the hub; throws a Problem, also where somebody else changed the view meanwhile. */
export async function changeView(hub: Hub, change: ViewChange): Promise<void> {
  if (change.kind === 'make') {
    const body = { name: change.name, page: PAGE, search: change.search };
    await dataOf(hub.api.POST(PATH, { body }));
    return;
  }
  const params = { path: { id: change.view.id } };
  if (change.kind === 'delete') {
    await dataOf(hub.api.DELETE(`${PATH}/{id}`, { params }));
    return;
  }
  const { updated_at } = change.view;
  const body = { name: change.name, page: PAGE, search: change.search, updated_at };
  await dataOf(hub.api.PUT(`${PATH}/{id}`, { params, body }));
}
