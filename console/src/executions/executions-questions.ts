import { infiniteQueryOptions } from '@tanstack/react-query';
import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
import type { ExecutionList } from '../hub/types.ts';
import { asFresh, type Question } from '../hub/use-hub-query.ts';
import type { ListFilter } from '../lib/list-filter.ts';

/** Executions asked for at first, and at each further time. */
const FIRST_PAGE = 100;
const FURTHER_PAGE = 500;

/** A filter as the hub's list and count take it, without the order. */
function conditionsOf({ nested, q, sort: _sort, ...rest }: ListFilter) {
  return { ...rest, ...(q ? { query: q } : {}), ...(nested ? {} : { roots: true }) };
}

interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
  readonly signal?: AbortSignal;
}

/** A page of the list; throws a Problem. */
export function fetchExecutions(hub: Hub, filter: ListFilter, page: PageRequest): Promise<ExecutionList> {
  const { signal, ...rest } = page;
  const query = { ...conditionsOf(filter), ...(filter.sort ? { sort: filter.sort } : {}), ...rest };
  return dataOf(
    hub.api.GET('/api/v1/executions', { params: { query }, ...(signal === undefined ? {} : { signal }) }),
  );
}

export const executionsQuery = (hub: Hub, filter: ListFilter) =>
  infiniteQueryOptions({
    queryKey: ['executions', filter] as const,
    queryFn: ({ pageParam, queryKey, signal }) =>
      fetchExecutions(
        asFresh(hub, queryKey),
        filter,
        pageParam === null
          ? { limit: FIRST_PAGE, signal }
          : { limit: FURTHER_PAGE, cursor: pageParam, signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** How many executions the filter finds; `complete` is false where there are more than the hub counts. */
export const countQuestion = (filter: ListFilter): Question<{ count: number; complete: boolean }> => ({
  key: ['execution-count', filter],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/executions/count', { params: { query: conditionsOf(filter) }, signal })),
});
