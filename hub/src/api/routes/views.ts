import type { SavedItem } from '../../saved/saved-items.ts';
import type { Api, HubContext } from '../context.ts';
import { savedItemRoutes } from '../saved-item-routes.ts';
import { writtenOf } from '../saved-routes.ts';
import { NewViewBody, SavedView, SavedViewList, ViewBody } from '../schemas/saved.ts';

interface ViewContent {
  readonly page: string;
  readonly search: string;
}

/** Lists of the page as people filtered and sorted them, for all of a project. */
export function viewRoutes(app: Api, context: HubContext): void {
  savedItemRoutes<ViewContent>(app, context, {
    kind: 'view',
    word: 'view',
    operation: 'View',
    path: '/api/v1/views',
    notFound: 'OBS_VIEW_NOT_FOUND',
    summaries: {
      list: 'Saved views of the page',
      create: 'Saves a view',
      get: 'One saved view',
      put: 'Changes a saved view, unless somebody else did since it was read',
      delete: 'Deletes a saved view',
    },
    schemas: { newBody: NewViewBody, body: ViewBody, item: SavedView, list: SavedViewList },
    contentOf: ({ page, search }) => ({ page, search }),
    answerOf: viewOf,
    listOf: (items) => ({ views: items.map(viewOf) }),
  });
}

const viewOf = (item: SavedItem<ViewContent>): SavedView => ({
  id: item.id,
  name: item.name,
  ...item.content,
  ...writtenOf(item),
});
