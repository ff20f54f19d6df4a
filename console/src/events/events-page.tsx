import { useCallback, useMemo, useRef } from 'react';
import { useHeld } from '../hooks/use-held.ts';
import { usePaused } from '../hooks/use-paused.ts';
import type { ListedEvent } from '../hub/types.ts';
import { writeCsv } from '../lib/csv.ts';
import { downloadText } from '../lib/download.ts';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { VirtualRows } from '../parts/virtual-rows.tsx';
import { useSearch } from '../place/place-context.tsx';
import { eventsTexts } from '../texts/events.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { readEventFilter } from './event-filter.ts';
import { EventFilterBar } from './event-filter-bar.tsx';
import { EventRow } from './event-row.tsx';
import { useEventList } from './use-event-list.ts';

const HOUR_MINUTES = 60;
const ROW_HEIGHT = 36;

/** Events of a range, and those that come now. */
export function EventsPage(_props: { part: string }) {
  const search = useSearch();
  const filter = useMemo(() => readEventFilter(new URLSearchParams(search)), [search]);
  const { range } = useTimeRange(HOUR_MINUTES);
  const [paused] = usePaused();
  const list = useRef<HTMLDivElement>(null);
  const held = useHeld(list);
  const { query, events, missed } = useEventList(filter, range, paused || held);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <>
      <PageHead
        title={eventsTexts.title}
        rangeMinutes={HOUR_MINUTES}
        note={missed > 0 ? eventsTexts.newOnes(missed) : undefined}
      >
        <Exports events={events} />
        <PauseButton />
      </PageHead>
      <EventFilterBar filter={filter} />
      <div ref={list} className="obs-listed-events">
        {query.isPending && <Skeleton lines={10} />}
        {query.isError && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && events.length === 0 && (
          <EmptyNote level={2} title={eventsTexts.empty}>
            <p>{eventsTexts.emptyText}</p>
          </EmptyNote>
        )}
        {events.length > 0 && (
          <section aria-label={eventsTexts.list}>
            <VirtualRows
              role="list"
              count={events.length}
              rowHeight={ROW_HEIGHT}
              keyOf={(index) => events[index]?.id ?? String(index)}
              onNearEnd={loadMore}
              renderRow={(index, place) => {
                const event = events[index];
                return event ? <EventRow key={event.id} event={event} place={place} /> : null;
              }}
            />
            <p className="obs-card-note" role="status">
              {isFetchingNextPage && eventsTexts.loading}
              {!hasNextPage && eventsTexts.end(events.length)}
            </p>
          </section>
        )}
      </div>
    </>
  );
}

const columns = ['time', 'severity', 'type', 'agent', 'service', 'execution_id', 'message'] as const;

function Exports({ events }: { events: readonly ListedEvent[] }) {
  const csv = () =>
    writeCsv(
      columns,
      events.map((event) => columns.map((column) => event[column] ?? null)),
    );
  return (
    <>
      <button
        type="button"
        className="obs-button obs-wide-only"
        onClick={() => downloadText('events.csv', 'text/csv', csv())}
      >
        <Icon name="download" />
        {eventsTexts.exportAs('CSV')}
      </button>
      <button
        type="button"
        className="obs-button obs-wide-only"
        onClick={() => downloadText('events.json', 'application/json', JSON.stringify(events, null, 2))}
      >
        <Icon name="download" />
        {eventsTexts.exportAs('JSON')}
      </button>
    </>
  );
}
