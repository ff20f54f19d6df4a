import { dataOf } from '../hub/client.ts';
import type { Execution, ExecutionKind, ExecutionStatus } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { type LiveState, useLiveAnswer } from './live-answer.ts';

/** Which executions; all of them where nothing is named. */
export interface ExecutionsFilter {
  readonly status?: ExecutionStatus;
  readonly kind?: ExecutionKind;
  /** Of an agent or workflow, exact. */
  readonly name?: string;
  /** In the query language, such as `status:failed duration:>5s`. */
  readonly query?: string;
  readonly range?: RangeQuery;
  /** Executions that another one started, too. */
  readonly nested?: boolean;
  /** At most so many; 50 unless given, 500 at most. */
  readonly limit?: number;
}

const question = ({
  range,
  nested,
  limit = 50,
  ...rest
}: ExecutionsFilter): Question<readonly Execution[]> => ({
  key: ['executions-hook', { range, nested, limit, ...rest }],
  ask: async (hub, signal) => {
    const query = { ...rest, ...range, limit, ...(nested ? {} : { roots: true }) };
    return (await dataOf(hub.api.GET('/api/v1/executions', { params: { query }, signal }))).executions;
  },
});

/** Executions, newest first, live. */
export function useExecutions(
  filter: ExecutionsFilter = {},
): LiveState & { readonly executions: readonly Execution[] | null } {
  const { data, ...state } = useLiveAnswer(question(filter), {
    topics: ['executions'],
    atMostEveryMs: 1_000,
  });
  return { executions: data, ...state };
}
