import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
import type { Evaluation, ExecutionDetail, SessionDetail, SessionSummary } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { type TurnContent, turnContent } from './turn-content.ts';

/** By what sessions and users can be ordered; the hub's words. */
export const sorts = ['last_activity', 'cost', 'executions'] as const;
export type Sort = (typeof sorts)[number];

const PAGE = 100;

export interface Pages<R> {
  readonly rows: readonly R[];
  readonly hasMore: boolean;
}

/** The first pages of a list that goes on by cursors. */
export async function readPages<R>(
  pages: number,
  read: (cursor: string | null) => Promise<{ rows: readonly R[]; next: string | null }>,
): Promise<Pages<R>> {
  const rows: R[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const answer = await read(cursor);
    rows.push(...answer.rows);
    cursor = answer.next;
    if (cursor === null) break;
  }
  return { rows, hasMore: cursor !== null };
}

interface SessionsAsked {
  readonly sort: Sort;
  readonly user?: string;
  readonly agent?: string;
}

export const sessionsQuestion = (
  range: RangeQuery,
  asked: SessionsAsked,
  pages: number,
): Question<Pages<SessionSummary>> => ({
  key: ['sessions', range, asked, pages],
  ask: (hub, signal) =>
    readPages(pages, async (cursor) => {
      const query = { ...range, ...asked, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
      const answer = await dataOf(hub.api.GET('/api/v1/sessions', { params: { query }, signal }));
      return { rows: answer.sessions, next: answer.next_cursor };
    }),
});

export const sessionQuestion = (id: string): Question<SessionDetail> => ({
  key: ['session', id],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/sessions/{id}', { params: { path: { id } }, signal })),
});

/** What was said in one run of a session. `endedAt` is part of the question: a run that goes on has more to say. */
export const turnQuestion = (id: string, endedAt: string | null): Question<TurnContent> => ({
  key: ['turn', id, endedAt],
  ask: async (hub: Hub, signal) => {
    const detail: ExecutionDetail = await dataOf(
      hub.api.GET('/api/v1/executions/{id}', { params: { path: { id } }, signal }),
    );
    return turnContent(detail);
  },
});

/** The mean of all scores; null where there is none. */
export function meanScore(evaluations: readonly Evaluation[]): { mean: number; count: number } | null {
  const scores = evaluations.flatMap(({ score }) => (score === null ? [] : [score]));
  if (scores.length === 0) return null;
  return { mean: scores.reduce((sum, score) => sum + score, 0) / scores.length, count: scores.length };
}
