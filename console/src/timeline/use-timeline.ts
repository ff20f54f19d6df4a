import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHub } from '../hub/hub-context.tsx';
import type { TimelineCounts } from '../hub/types.ts';
import { asFresh, type Question, useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { toMs } from '../lib/format-time.ts';
import { rangeQuery, type TimeRange } from '../time-range/time-range.ts';
import { type Lane, lanesOf, lanesOfCounts, type Moment, PARTS, typesShown } from './lanes.ts';
import type { TimelineFilter } from './timeline-filter.ts';

const PAGE_SIZE = 500;
/** Of a trace so many are loaded by themselves, that the picture says something; more as the reader asks. */
const LOADED_OF_TRACE = 2_000;
const REFRESH_MS = 10_000;

/**
 * What happened in a range: lanes of all of it, and the moments of the kinds that are shown, in pages.
 * @param range null: all that is kept, of a trace alone; its lanes are of what is loaded
 * @param isStill nothing is asked anew: the reader has paused, or is among the rows
 */
export function useTimeline(filter: TimelineFilter, range: TimeRange | null, isStill: boolean) {
  const { order, hidden } = filter;
  const isTrace = range === null;
  const whose = { ...whoseOf(filter), ...(range !== null && rangeQuery(range)) };
  useRefreshOnChange(['timeline', whose], REFRESH_MS, range?.kind !== 'between' && !isStill);
  const counted = useHubQuery(countsQuestion(whose), { on: !isTrace, keepsBefore: true });
  const types = isTrace ? null : typesShown(hidden);
  const beginning = range?.kind === 'between' && isWithin(filter.at, range) ? filter.at : null;
  const query = useMoments(whose, {
    order,
    ...(types !== null && { types: types.join(',') }),
    ...(beginning !== null && { [order === 'desc' ? 'to' : 'from']: new Date(beginning).toISOString() }),
  });
  const loaded = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.entries), [query.data]);
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const isShort = isTrace && loaded.length < LOADED_OF_TRACE;
  useEffect(() => {
    if (hasNextPage && !isFetching && isShort) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage, isShort]);
  const counts = isTrace ? undefined : counted.data;
  const isOfLoaded = isTrace || counted.isError;
  const picture = useMemo(
    () => (counts ? pictureOfCounts(counts) : isOfLoaded ? pictureOf(loaded) : undefined),
    [counts, isOfLoaded, loaded],
  );
  return {
    query,
    loaded,
    counted,
    counts,
    picture,
    beginning,
    isWhole: query.data !== undefined && !hasNextPage,
    isCut: query.data?.pages.some((page) => page.truncated) ?? false,
  };
}

type Whose = ReturnType<typeof whoseOf> & Partial<ReturnType<typeof rangeQuery>>;

const whoseOf = ({ agent, session, user, trace }: TimelineFilter) => ({
  ...(agent !== null && { agent }),
  ...(session !== null && { session }),
  ...(user !== null && { user }),
  ...(trace !== null && { trace_id: trace }),
});

const isWithin = (ms: number | null, { fromMs, toMs: untilMs }: { fromMs: number; toMs: number }): boolean =>
  ms !== null && ms > fromMs && ms < untilMs;

const countsQuestion = (whose: Whose): Question<TimelineCounts> => ({
  key: ['timeline', whose, 'counts'],
  ask: (hub, signal) =>
    dataOf(hub.api.GET('/api/v1/timeline/counts', { params: { query: { ...whose, parts: PARTS } }, signal })),
});

interface PagesOf {
  readonly order: TimelineFilter['order'];
  readonly types?: string;
  readonly from?: string;
  readonly to?: string;
}

function useMoments(whose: Whose, pages: PagesOf) {
  const hub = useHub();
  const key = ['timeline', whose, pages] as const;
  return useInfiniteQuery(
    {
      queryKey: key,
      queryFn: ({ pageParam, signal }) =>
        dataOf(
          asFresh(hub, key).api.GET('/api/v1/timeline', {
            params: {
              query: {
                ...whose,
                ...pages,
                limit: PAGE_SIZE,
                ...(pageParam !== null && { cursor: pageParam }),
              },
            },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
      refetchOnMount: 'always',
      placeholderData: keepPreviousData,
    },
    hub.queries,
  );
}

/** Lanes, and the stretch that they are of, in milliseconds since the epoch. */
export interface Picture {
  readonly lanes: readonly Lane[];
  readonly stretch: { readonly fromMs: number; readonly toMs: number };
}

const pictureOfCounts = (counts: TimelineCounts): Picture => ({
  lanes: lanesOfCounts(counts),
  stretch: { fromMs: toMs(counts.from), toMs: toMs(counts.to) },
});

/** The picture of moments, of a second at least. */
function pictureOf(moments: readonly Moment[]): Picture {
  const times = moments.map(({ time }) => toMs(time)).sort((one, other) => one - other);
  const [fromMs, untilMs] = [times[0] ?? 0, times.at(-1) ?? 0];
  const stretch = { fromMs, toMs: Math.max(untilMs, fromMs + 1_000) };
  return { lanes: lanesOf(moments, stretch, PARTS), stretch };
}
