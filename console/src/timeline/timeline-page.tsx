import { useMemo, useRef } from 'react';
import { useHeld } from '../hooks/use-held.ts';
import { usePaused } from '../hooks/use-paused.ts';
import { EmptyNote } from '../parts/empty-note.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useSearch } from '../place/place-context.tsx';
import { timelineTexts as words } from '../texts/timeline.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { readTimelineFilter } from './timeline-filter.ts';
import { TimelineFilterBar } from './timeline-filter-bar.tsx';
import { TimelineLoaded } from './timeline-loaded.tsx';
import { useTimeline } from './use-timeline.ts';

const DEFAULT_MINUTES = 15;

/** What happened, in order: runs, calls, events, alerts, marks. */
export function TimelinePage() {
  const search = useSearch();
  const filter = useMemo(() => readTimelineFilter(new URLSearchParams(search)), [search]);
  const { range, query: rangeQuery, isGiven } = useTimeRange(DEFAULT_MINUTES);
  const [paused] = usePaused();
  const list = useRef<HTMLDivElement>(null);
  const held = useHeld(list);
  // A trace is shown whole, however long ago it was, unless a range is asked for.
  const isWholeTrace = filter.trace !== null && !isGiven;
  const timeline = useTimeline(filter, isWholeTrace ? null : range, paused || held);
  const { query, counted, counts, loaded, picture } = timeline;
  const asked = isWholeTrace || counted.isError ? query : counted;
  const isEmpty = query.data !== undefined && loaded.length === 0 && (counts?.total ?? 0) === 0;
  const isThere = picture !== undefined && picture.lanes.length > 0;
  return (
    <>
      <PageHead title={words.title} rangeMinutes={DEFAULT_MINUTES}>
        <PauseButton />
      </PageHead>
      <TimelineFilterBar filter={filter} range={rangeQuery} />
      {(query.isPending || asked.isPending) && !isThere && <Skeleton lines={10} />}
      {query.isError && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {counted.isError && !query.isError && (
        <ProblemNote error={counted.error} onRetry={() => void counted.refetch()} />
      )}
      {isEmpty && !asked.isPending && (
        <EmptyNote level={2} title={words.empty}>
          <p>{words.emptyText}</p>
        </EmptyNote>
      )}
      <div ref={list}>
        {isThere && <TimelineLoaded timeline={timeline} picture={picture} filter={filter} />}
      </div>
    </>
  );
}
