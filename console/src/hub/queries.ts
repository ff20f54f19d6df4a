import { infiniteQueryOptions } from '@tanstack/react-query';
import type { ListFilter } from '../lib/list-filter.ts';
import { dataOf } from './client.ts';
import type { Hub } from './hub.ts';
import type { ExecutionDetail, HubStatus, Stats } from './types.ts';
import type { Question } from './use-hub-query.ts';

/** Executions asked for at a time. */
const PAGE_SIZE = 100;

export const executionsQuery = (hub: Hub, filter: ListFilter) =>
  infiniteQueryOptions({
    queryKey: ['executions', filter] as const,
    queryFn: ({ pageParam, signal }) => {
      const { nested, ...rest } = filter;
      const query = { ...rest, limit: PAGE_SIZE, ...(nested ? {} : { roots: true }) };
      return dataOf(
        hub.api.GET('/api/v1/executions', {
          params: { query: pageParam === null ? query : { ...query, cursor: pageParam } },
          signal,
        }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const executionQuestion = (id: string): Question<ExecutionDetail> => ({
  key: ['execution', id],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/executions/{id}', { params: { path: { id } }, signal })),
});

export const statsQuestion = (minutes: number): Question<Stats> => ({
  key: ['stats', minutes],
  ask: (hub, signal) => dataOf(hub.api.GET('/api/v1/stats', { params: { query: { minutes } }, signal })),
});

export const hubStatusQuestion: Question<HubStatus> = {
  key: ['hub-status'],
  ask: (hub, signal) => dataOf(hub.api.GET('/status', { signal })),
};
