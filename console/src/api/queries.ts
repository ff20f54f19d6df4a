import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ListFilter } from '../lib/list-filter.ts';
import { dataOf, hub } from './client.ts';

/** Executions asked for at a time. */
const PAGE_SIZE = 100;

export const executionsQuery = (filter: ListFilter) =>
  infiniteQueryOptions({
    queryKey: ['executions', filter] as const,
    queryFn: ({ pageParam, signal }) => {
      const { nested, ...rest } = filter;
      const query = { ...rest, limit: PAGE_SIZE, ...(nested ? {} : { roots: true }) };
      return dataOf(
        hub.GET('/api/v1/executions', {
          params: { query: pageParam === null ? query : { ...query, cursor: pageParam } },
          signal,
        }),
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const executionQuery = (id: string) =>
  queryOptions({
    queryKey: ['execution', id] as const,
    queryFn: ({ signal }) => dataOf(hub.GET('/api/v1/executions/{id}', { params: { path: { id } }, signal })),
  });

export const statsQuery = (minutes: number) =>
  queryOptions({
    queryKey: ['stats', minutes] as const,
    queryFn: ({ signal }) => dataOf(hub.GET('/api/v1/stats', { params: { query: { minutes } }, signal })),
  });

export const hubStatusQuery = () =>
  queryOptions({
    queryKey: ['hub-status'] as const,
    queryFn: ({ signal }) => dataOf(hub.GET('/status', { signal })),
  });
