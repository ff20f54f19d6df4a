import { dataOf } from '../hub/client.ts';
import type { CostReport } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { type LiveState, useLiveAnswer } from './live-answer.ts';

/** By what cost is told apart. */
export type CostBy = CostReport['by'];

const question = (range: RangeQuery, by: CostBy): Question<CostReport> => ({
  key: ['cost-hook', range, by],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/cost', { params: { query: { ...range, by } }, signal })),
});

const lastDay: RangeQuery = { minutes: 1_440 };

/** What a stretch of time cost in US dollars, and how it compares with the stretch before; the last day unless given. */
export function useCost(
  range: RangeQuery = lastDay,
  by: CostBy = 'agent',
): LiveState & { readonly cost: CostReport | null } {
  const { data, ...state } = useLiveAnswer(question(range, by), {
    topics: ['executions'],
    atMostEveryMs: 5_000,
  });
  return { cost: data, ...state };
}
