import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Hub } from '../hub/hub.ts';
import { useHub } from '../hub/hub-context.tsx';
import { problemOf } from '../hub/problem.ts';
import type { EventPage, ListedEvent } from '../hub/types.ts';
import { liveEvent } from '../lib/merge-events.ts';
import { isPolled, useConnection } from '../live/use-connection.ts';
import { rangeLength, type TimeRange } from '../time-range/time-range.ts';
import { eventQuery, hasTags, type ListedEvents, liveFilter } from './event-filter.ts';

const PAGE_SIZE = 200;
const POLL_MS = 5_000;
/** Live events that are kept beside those that were fetched; beyond, the oldest of them are fetched when scrolled to. */
const MOST_LIVE = 2_000;

async function fetchPage(
  hub: Hub,
  filter: ListedEvents,
  range: TimeRange,
  cursor: string | null,
  signal: AbortSignal,
): Promise<EventPage> {
  const bounds =
    range.kind === 'between'
      ? { fromMs: range.fromMs, toMs: range.toMs }
      : { fromMs: hub.clock.now() - rangeLength(range), toMs: null };
  const query = new URLSearchParams({
    ...eventQuery(filter),
    limit: String(PAGE_SIZE),
    start_time: new Date(bounds.fromMs).toISOString(),
    ...(bounds.toMs === null ? {} : { end_time: new Date(bounds.toMs).toISOString() }),
    ...(cursor === null ? {} : { cursor }),
  });
  // Attributes are parameters with names of their own, which the typed client has no form for.
  const answer = await hub.fetch(`/api/v1/events?${query}`, { signal });
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw problemOf(answer.status, body);
  return body as EventPage;
}

/** Events by time, the newest first, each once. */
function merged(live: readonly ListedEvent[], stored: readonly ListedEvent[]): readonly ListedEvent[] {
  if (live.length === 0) return stored;
  const known = new Set(stored.map(({ id }) => id));
  const fresh = live.filter(({ id }) => !known.has(id));
  return [...fresh, ...stored].sort((one, other) =>
    one.time < other.time ? 1 : one.time > other.time ? -1 : 0,
  );
}

/**
 * Events of a range, newest first, in pages, with those that come now before them unless the range is over.
 * @param isStill nothing is added: the reader has paused, or points at a row; what comes is counted
 */
export function useEventList(filter: ListedEvents, range: TimeRange, isStill: boolean) {
  const hub = useHub();
  const asked = JSON.stringify([filter, range]);
  const follows = range.kind === 'last';
  const polls = isPolled(useConnection()) && follows && !isStill;
  const query = useInfiniteQuery(
    {
      queryKey: ['events', asked],
      queryFn: ({ pageParam, signal }) => fetchPage(hub, filter, range, pageParam, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next_cursor,
      refetchInterval: polls ? POLL_MS : false,
      refetchOnMount: 'always',
    },
    hub.queries,
  );

  const [live, setLive] = useState<readonly ListedEvent[]>([]);
  const waiting = useRef<readonly ListedEvent[]>([]);
  const [missed, setMissed] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins anew
  useEffect(() => {
    waiting.current = [];
    setLive([]);
    setMissed(0);
  }, [asked]);
  useEffect(() => {
    if (!isStill && waiting.current.length > 0) {
      const came = waiting.current;
      waiting.current = [];
      setMissed(0);
      setLive((known) => [...came, ...known].slice(0, MOST_LIVE));
    }
    if (!follows) return;
    const [{ text }] = JSON.parse(asked) as [ListedEvents, TimeRange];
    return hub.stream.onEvents(liveFilter(filter), (fresh) => {
      const came = fresh
        .map((event) => ({
          ...liveEvent(event),
          agent: event.agentType ?? null,
          service: event.service ?? null,
        }))
        .filter((event) => hasTags(event, text))
        .toReversed();
      if (came.length === 0) return;
      if (isStill) {
        waiting.current = [...came, ...waiting.current].slice(0, MOST_LIVE);
        setMissed(waiting.current.length);
      } else {
        setLive((known) => [...came, ...known].slice(0, MOST_LIVE));
      }
    });
  }, [hub, asked, filter, follows, isStill]);

  const events = useMemo(
    () =>
      merged(
        live,
        (query.data?.pages ?? []).flatMap((page) => page.events),
      ),
    [live, query.data],
  );
  return { query, events, missed };
}
