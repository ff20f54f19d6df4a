import type { HubPaths, HubTypes } from '@observatory/shim/client';
import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
import type { Question } from '../hub/use-hub-query.ts';

export type Board = HubTypes['schemas']['Board'];
export type BoardSummary = HubTypes['schemas']['BoardSummary'];
/** What a reader gives of a board; the hub adds who and when. */
export type BoardContent = HubPaths['/api/v1/boards']['post']['requestBody']['content']['application/json'];

const PATH = '/api/v1/boards';

/** The boards of the project by name, without their panels. */
export const boardsQuestion: Question<readonly BoardSummary[]> = {
  key: ['boards'],
  ask: async (hub, signal) => (await dataOf(hub.api.GET(PATH, { signal }))).boards,
};

export const boardQuestion = (id: string): Question<Board> => ({
  key: ['board', id],
  ask: (hub, signal) => dataOf(hub.api.GET(`${PATH}/{id}`, { params: { path: { id } }, signal })),
});

export const makeBoard = (hub: Hub, body: BoardContent): Promise<Board> =>
  dataOf(hub.api.POST(PATH, { body }));

interface BoardWrite {
  readonly id: string;
  readonly content: BoardContent;
  /** `updated_at` of the board that the content was made of. */
  readonly knownAt: string;
}

/** Throws a Problem with the status 409 where somebody else changed the board after `knownAt`. */
export function writeBoard(hub: Hub, { id, content, knownAt }: BoardWrite): Promise<Board> {
  const body = { ...content, updated_at: knownAt };
  return dataOf(hub.api.PUT(`${PATH}/{id}`, { params: { path: { id } }, body }));
}

/** Deletes a board; one that is gone already is as good. */
export async function deleteBoard(hub: Hub, id: string): Promise<void> {
  await dataOf(hub.api.DELETE(`${PATH}/{id}`, { params: { path: { id } } }));
}

/** What of a board a reader gave. */
export function contentOf({ name, description, range, panels }: Board): BoardContent {
  return { name, description, range, panels };
}
