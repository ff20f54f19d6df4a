import Type, { type Static } from 'typebox';
import { HubError } from '../../errors.ts';
import { type SavedItem, SavedItems } from '../../saved/saved-items.ts';
import type { Api, HubContext } from '../context.ts';
import { SavedActions, writtenOf } from '../saved-routes.ts';
import { ErrorAnswer } from '../schemas/core.ts';
import { Board, BoardBody, BoardList, NewBoardBody } from '../schemas/saved.ts';

type BoardContent = Omit<Static<typeof NewBoardBody>, 'name'>;

const Params = Type.Object({ id: Type.String({ format: 'uuid', description: '`id` of the list.' }) });
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer };
const PATH = '/api/v1/boards';
const BODY_BYTES = 128 * 1024;

/** Boards of the page's panels that people put together, for all of a project. */
export function boardRoutes(app: Api, context: HubContext): void {
  const boards = new SavedItems<BoardContent>(context.database, 'board');
  const actions = new SavedActions(boards, { word: 'board', path: PATH, notFound: 'OBS_BOARD_NOT_FOUND' });

  app.get(
    PATH,
    {
      schema: {
        operationId: 'listBoards',
        summary: 'Boards, without their panels',
        tags: ['saved'],
        response: { 200: BoardList, ...refusals },
      },
    },
    async (request) => {
      const found = await boards.list(context.projectOf(request));
      return { boards: found.map((item) => ({ ...boardOf(item), panels: item.content.panels.length })) };
    },
  );

  app.post(
    PATH,
    {
      config: { access: 'operate' },
      bodyLimit: BODY_BYTES,
      schema: {
        operationId: 'createBoard',
        summary: 'Makes a board',
        tags: ['saved'],
        body: NewBoardBody,
        response: { 201: Board, ...refusals },
      },
    },
    async (request, reply) => {
      const { name, ...content } = request.body;
      requireDifferentIds(content);
      return reply
        .code(201)
        .send(boardOf(await actions.make(request, context.projectOf(request), name, content)));
    },
  );

  app.get(
    `${PATH}/:id`,
    {
      schema: {
        operationId: 'getBoard',
        summary: 'One board with its panels',
        tags: ['saved'],
        params: Params,
        response: { 200: Board, 404: ErrorAnswer, ...refusals },
      },
    },
    async (request) => boardOf(await actions.read(context.projectOf(request), request.params.id)),
  );

  app.put(
    `${PATH}/:id`,
    {
      config: { access: 'operate' },
      bodyLimit: BODY_BYTES,
      schema: {
        operationId: 'putBoard',
        summary: 'Changes a board, unless somebody else did since it was read',
        tags: ['saved'],
        params: Params,
        body: BoardBody,
        response: { 200: Board, 404: ErrorAnswer, 409: ErrorAnswer, ...refusals },
      },
    },
    async (request) => {
      const { name, updated_at, ...content } = request.body;
      requireDifferentIds(content);
      const given = { name, updated_at, content };
      return boardOf(await actions.replace(request, context.projectOf(request), request.params.id, given));
    },
  );

  app.delete(
    `${PATH}/:id`,
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'deleteBoard',
        summary: 'Deletes a board',
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

function requireDifferentIds({ panels }: BoardContent): void {
  const seen = new Set<string>();
  for (const [at, { id }] of panels.entries()) {
    if (seen.has(id))
      throw new HubError('OBS_BAD_REQUEST', `Expected panels of different ids, got "${id}" twice.`, {
        where: `body.panels.${at}.id`,
      });
    seen.add(id);
  }
}

const boardOf = (item: SavedItem<BoardContent>): Board => ({
  id: item.id,
  name: item.name,
  ...item.content,
  ...writtenOf(item),
});
