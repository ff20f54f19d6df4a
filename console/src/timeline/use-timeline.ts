import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHub } from '../hub/hub-context.tsx';
import { asFresh } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { toMs } from '../lib/format-time.ts';
import { rangeQuery, type TimeRange } from '../time-range/time-range.ts';
import type { Moment } from './lanes.ts';
import type { TimelineFilter } from './timeline-filter.ts';

const PAGE_SIZE = 500;
/** So many are loaded by themselves, that the picture says something; more as the reader asks. */
const LOADED_AT_FIRST = 2_000;
const REFRESH_MS = 10_000;

/**
 * What happened in a range, in pages, and of which stretch it is.
 * @param range null: all that is kept, of a trace alone
 * @param isStill nothing is asked anew: the reader has paused, or is among the rows
 */
export function useTimeline(filter: TimelineFilter, range: TimeRange | null, isStill: boolean) {
  const hub = useHub();
  const { agent, session, user, trace, order } = filter;
  const asked = {
    ...(range !== null && rangeQuery(range)),
    order,
    limit: PAGE_SIZE,
    ...(agent !== null && { agent }),
    ...(session !== null && { session }),
    ...(user !== null && { user }),
    ...(trace !== null && { trace_id: trace }),
  };
  const key = ['timeline', asked] as const;
  useRefreshOnChange(key, REFRESH_MS, range?.kind !== 'between' && !isStill);
  const query = useInfiniteQuery(
    {
      queryKey: key,
      queryFn: ({ pageParam, signal }) =>
        dataOf(
          asFresh(hub, key).api.GET('/api/v1/timeline', {
            params: { query: { ...asked, ...(pageParam !== null && { cursor: pageParam }) } },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
      refetchOnMount: 'always',
    },
    hub.queries,
  );
  const moments = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.entries), [query.data]);
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const isShort = moments.length < LOADED_AT_FIRST;
  useEffect(() => {
    if (hasNextPage && !isFetching && isShort) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage, isShort]);

  const [first] = query.data?.pages ?? [];
  const isTrace = range === null;
  const isWhole = query.data !== undefined && !hasNextPage;
  const stretch = useMemo(
    () =>
      first &&
      (isTrace
        ? stretchAround(moments)
        : stretchOf({ fromMs: toMs(first.from), toMs: toMs(first.to) }, moments, order, isWhole)),
    [first, moments, order, isWhole, isTrace],
  );
  const isCut = query.data?.pages.some((page) => page.truncated) ?? false;
  return { query, moments, stretch, isWhole, isCut };
}

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The stretch in which moments were, of a second at least. */
function stretchAround(moments: readonly Moment[]): Stretch {
  const times = moments.map(({ time }) => toMs(time)).sort((one, other) => one - other);
  const [fromMs, untilMs] = [times[0] ?? 0, times.at(-1) ?? 0];
  return { fromMs, toMs: Math.max(untilMs, fromMs + 1_000) };
}

/** The stretch that moments are of: as far as they were loaded. */
function stretchOf(
  { fromMs, toMs: untilMs }: Stretch,
  moments: readonly Moment[],
  order: 'asc' | 'desc',
  isWhole: boolean,
): Stretch {
  const last = moments.at(-1);
  if (isWhole || !last) return { fromMs, toMs: untilMs };
  return order === 'desc' ? { fromMs: toMs(last.time), toMs: untilMs } : { fromMs, toMs: toMs(last.time) };
}
