import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import type { Execution } from '../hub/types.ts';
import { askWhenShown } from '../hub/use-hub-query.ts';
import { type ArrangedList, arrangeList } from '../lib/arrange-list.ts';
import type { ListFilter } from '../lib/list-filter.ts';
import { mergeExecutions } from '../lib/merge-executions.ts';
import { throttle } from '../lib/throttle.ts';
import { isPolled, useConnection } from '../live/use-connection.ts';
import { executionsQuery, fetchExecutions } from './executions-questions.ts';

/** Changes are put on the page together, this often. */
const FLUSH_MS = 250;
/** While the stream is away, and for text searches that only the hub can answer. */
const POLL_MS = 5_000;
/** How long changes are remembered: an answer that was on its way meanwhile is older than they are. */
const REMEMBER_MS = 30_000;
/** Past this many rows on the first page the list is fetched anew, so that a page left open does not grow. */
const MOST_LIVE_ROWS = 500;
/** A list in another order than that of time is fetched whole where something is new. */
const SORTED_MS = 10_000;
/** Rows asked for where only the hub can tell which new ones belong to the list. */
const TOP_ROWS = 100;
/** Changed executions that are kept while the list is paused. */
const MOST_MISSED = 2_000;

/**
 * The list of executions, live.
 * @param held rows must not move now (see arrangeList)
 * @param paused nothing changes; what comes is counted
 */
export function useExecutionList(filter: ListFilter, held: boolean, paused: boolean) {
  const hub = useHub();
  const polls = isPolled(useConnection()) && !paused;
  const options = useMemo(() => executionsQuery(hub, filter), [hub, filter]);
  const query = useInfiniteQuery(
    {
      ...options,
      refetchInterval: polls ? POLL_MS : false,
      // Nobody follows the changes while another page is open.
      refetchOnMount: askWhenShown,
      // The rows of the filter before stay until those of the next are there.
      placeholderData: keepPreviousData,
    },
    hub.queries,
  );

  const pending = useRef(new Map<string, Execution>());
  const recent = useRef(new Map<string, { execution: Execution; atMs: number }>());
  const [missed, setMissed] = useState(0);
  useEffect(() => {
    const changes = pending.current;
    const remembered = recent.current;
    const stopped = new AbortController();
    const fetchAll = () => hub.queries.invalidateQueries({ queryKey: options.queryKey });
    // What only the hub can place is near the top; the pages below stay as they are.
    const fetchTop = async () => {
      const [first] = hub.queries.getQueryData(options.queryKey)?.pages ?? [];
      if (!first || first.executions.length > MOST_LIVE_ROWS || filter.sort) return fetchAll();
      const top = await fetchExecutions(hub, filter, { limit: TOP_ROWS, signal: stopped.signal });
      hub.queries.setQueryData(options.queryKey, (data) =>
        data
          ? { ...data, pages: [...mergeExecutions(data.pages, top.executions, filter, true).pages] }
          : data,
      );
    };
    const refetch = throttle(
      () => void fetchTop().catch(() => {}),
      () => (filter.sort ? SORTED_MS : POLL_MS / 2),
    );
    const apply = () => {
      if (changes.size === 0) return;
      let fetchAnew = false;
      hub.queries.setQueryData(options.queryKey, (data) => {
        if (!data) return data;
        const { pages, askHub } = mergeExecutions(data.pages, changes.values(), filter);
        fetchAnew = askHub || (pages[0]?.executions.length ?? 0) > MOST_LIVE_ROWS;
        return { ...data, pages: [...pages] };
      });
      const now = Date.now();
      for (const [id, { atMs }] of remembered) if (atMs < now - REMEMBER_MS) remembered.delete(id);
      for (const [id, execution] of changes) remembered.set(id, { execution, atMs: now });
      changes.clear();
      if (fetchAnew) refetch.run();
    };
    const flush = throttle(
      () => (paused ? setMissed(changes.size) : apply()),
      () => FLUSH_MS,
    );
    if (!paused) {
      setMissed(0);
      if (changes.size >= MOST_MISSED) refetch.run();
      apply();
    }
    const stop = hub.stream.onExecution((execution) => {
      changes.set(execution.id, execution);
      const [oldest] = changes.keys();
      // What is forgotten here is fetched when the list is resumed.
      if (changes.size > MOST_MISSED && oldest) changes.delete(oldest);
      flush.run();
    });
    return () => {
      stop();
      flush.cancel();
      refetch.cancel();
      stopped.abort();
    };
  }, [hub, options, filter, paused]);

  const latest = useMemo(() => {
    if (!query.data) return [];
    const changes = [...recent.current.values()].map(({ execution }) => execution);
    return mergeExecutions(query.data.pages, changes, filter).pages.flatMap((page) => page.executions);
  }, [query.data, filter]);
  const shown = useRef<{ filter: ListFilter; arranged: ArrangedList } | null>(null);
  const before = shown.current?.filter === filter ? shown.current.arranged.rows : [];
  const arranged = arrangeList(before, latest, filter, paused ? 'still' : held ? 'held' : 'free');
  // Rows of another filter hold no place for those of this one.
  shown.current = query.isPlaceholderData ? null : { filter, arranged };

  return { query, rows: arranged.rows, waiting: arranged.waiting, missed };
}
