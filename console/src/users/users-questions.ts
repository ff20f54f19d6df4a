import { dataOf } from '../hub/client.ts';
import type { UserDetail, UserSummary } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import { type Pages, readPages, type Sort } from '../sessions/sessions-questions.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

const PAGE = 100;

interface UsersAsked {
  readonly sort: Sort;
  readonly agent?: string;
}

export const usersQuestion = (
  range: RangeQuery,
  asked: UsersAsked,
  pages: number,
): Question<Pages<UserSummary>> => ({
  key: ['users', range, asked, pages],
  ask: (hub, signal) =>
    readPages(pages, async (cursor) => {
      const query = { ...range, ...asked, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
      const answer = await dataOf(hub.api.GET('/api/v1/users', { params: { query }, signal }));
      return { rows: answer.users, next: answer.next_cursor };
    }),
});

export const userQuestion = (id: string, range: RangeQuery): Question<UserDetail> => ({
  key: ['user', id, range],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/users/{id}', { params: { path: { id }, query: range }, signal })),
});
