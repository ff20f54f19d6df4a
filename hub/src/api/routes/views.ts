import Type from 'typebox';
import { type SavedItem, SavedItems } from '../../saved/saved-items.ts';
import type { Api, HubContext } from '../context.ts';
import { SavedActions, writtenOf } from '../saved-routes.ts';
import { ErrorAnswer } from '../schemas/core.ts';
import { NewViewBody, SavedView, SavedViewList, ViewBody } from '../schemas/saved.ts';

interface ViewContent {
  readonly page: string;
  readonly search: string;
}

const Params = Type.Object({ id: Type.String({ format: 'uuid', description: '`id` of the list.' }) });
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer };
const PATH = '/api/v1/views';

/** Lists of the page as people filtered and sorted them, for all of a project. */
export function viewRoutes(app: Api, context: HubContext): void {
  const views = new SavedItems<ViewContent>(context.database, 'view');
  const actions = new SavedActions(views, { word: 'view', path: PATH, notFound: 'OBS_VIEW_NOT_FOUND' });

  app.get(
    PATH,
    {
      schema: {
        operationId: 'listViews',
        summary: 'Saved views of the page',
        tags: ['saved'],
        response: { 200: SavedViewList, ...refusals },
      },
    },
    async (request) => ({ views: (await views.list(context.projectOf(request))).map(viewOf) }),
  );

  app.post(
    PATH,
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'createView',
        summary: 'Saves a view',
        tags: ['saved'],
        body: NewViewBody,
        response: { 201: SavedView, ...refusals },
      },
    },
    async (request, reply) => {
      const { name, ...content } = request.body;
      return reply
        .code(201)
        .send(viewOf(await actions.make(request, context.projectOf(request), name, content)));
    },
  );

  app.get(
    `${PATH}/:id`,
    {
      schema: {
        operationId: 'getView',
        summary: 'One saved view',
        tags: ['saved'],
        params: Params,
        response: { 200: SavedView, 404: ErrorAnswer, ...refusals },
      },
    },
    async (request) => viewOf(await actions.read(context.projectOf(request), request.params.id)),
  );

  app.put(
    `${PATH}/:id`,
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'putView',
        summary: 'Changes a saved view, unless somebody else did since it was read',
        tags: ['saved'],
        params: Params,
        body: ViewBody,
        response: { 200: SavedView, 404: ErrorAnswer, 409: ErrorAnswer, ...refusals },
      },
    },
    async (request) => {
      const { name, updated_at, ...content } = request.body;
      const given = { name, updated_at, content };
      return viewOf(await actions.replace(request, context.projectOf(request), request.params.id, given));
    },
  );

  app.delete(
    `${PATH}/:id`,
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'deleteView',
        summary: 'Deletes a saved view',
        tags: ['saved'],
        params: Params,
        response: { 204: Type.Null(), 404: ErrorAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      await actions.delete(context.projectOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

const viewOf = (item: SavedItem<ViewContent>): SavedView => ({
  id: item.id,
  name: item.name,
  ...item.content,
  ...writtenOf(item),
});
