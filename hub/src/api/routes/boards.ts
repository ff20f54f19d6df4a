import type { Static } from 'typebox';
import { HubError } from '../../errors.ts';
import type { SavedItem } from '../../saved/saved-items.ts';
import type { Api, HubContext } from '../context.ts';
import { savedItemRoutes } from '../saved-item-routes.ts';
import { writtenOf } from '../saved-routes.ts';
import { Board, BoardBody, BoardList, NewBoardBody } from '../schemas/saved.ts';

type BoardContent = Omit<Static<typeof NewBoardBody>, 'name'>;

const BODY_BYTES = 128 * 1024;

/** Boards of the page's panels that people put together, for all of a project. */
export function boardRoutes(app: Api, context: HubContext): void {
  savedItemRoutes<BoardContent>(app, context, {
    kind: 'board',
    word: 'board',
    operation: 'Board',
    path: '/api/v1/boards',
    notFound: 'OBS_BOARD_NOT_FOUND',
    summaries: {
      list: 'Boards, without their panels',
      create: 'Makes a board',
      get: 'One board with its panels',
      put: 'Changes a board, unless somebody else did since it was read',
      delete: 'Deletes a board',
    },
    schemas: { newBody: NewBoardBody, body: BoardBody, item: Board, list: BoardList },
    bodyLimit: BODY_BYTES,
    contentOf: ({ description, range, panels }) => {
      requireDifferentIds(panels);
      return { description, range, panels };
    },
    answerOf: boardOf,
    listOf: (items) => ({
      boards: items.map((item) => ({ ...boardOf(item), panels: item.content.panels.length })),
    }),
  });
}

function requireDifferentIds(panels: BoardContent['panels']): void {
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
