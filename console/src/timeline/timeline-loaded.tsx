import { useCallback, useMemo, useRef } from 'react';
import { EmptyNote } from '../parts/empty-note.tsx';
import type { VirtualRowsHandle } from '../parts/virtual-rows.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { timelineTexts as words } from '../texts/timeline.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { type LaneName, laneNames, laneOf, nearestMoment } from './lanes.ts';
import { type TimelineFilter, writeHidden } from './timeline-filter.ts';
import { TimelineList } from './timeline-list.tsx';
import { TimelinePicture } from './timeline-picture.tsx';
import type { useTimeline } from './use-timeline.ts';

interface TimelineLoadedProps {
  readonly timeline: ReturnType<typeof useTimeline>;
  readonly stretch: NonNullable<ReturnType<typeof useTimeline>['stretch']>;
  readonly filter: TimelineFilter;
}

/** The lanes of what happened, and the same as a list. */
export function TimelineLoaded({ timeline, stretch, filter }: TimelineLoadedProps) {
  const { query, moments, isWhole, isCut } = timeline;
  const { hidden, order } = filter;
  const { setRange } = useTimeRange();
  const [, setHide] = useSearchParam('hide');
  const rows = useRef<VirtualRowsHandle>(null);
  const shown = useMemo(() => moments.filter((moment) => !hidden.has(laneOf(moment))), [moments, hidden]);
  const toggle = (lane: LaneName) =>
    setHide(writeHidden(new Set(laneNames.filter((one) => hidden.has(one) !== (one === lane)))));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <TimelinePicture
        moments={moments}
        stretch={stretch}
        note={isWhole ? words.moments(moments.length) : words.part(order, moments.length)}
        hidden={hidden}
        onToggle={toggle}
        onZoom={(fromMs, toMs) => setRange({ kind: 'between', fromMs, toMs })}
        onPick={(ms) => {
          const index = nearestMoment(shown, ms);
          if (index >= 0) rows.current?.scrollToRow(index);
        }}
      />
      {isCut && <p className="obs-card-note">{words.truncated}</p>}
      <div className="obs-moments">
        {shown.length === 0 ? (
          <EmptyNote title={words.allHidden}>
            <button type="button" className="obs-button" onClick={() => setHide('')}>
              {words.showAll}
            </button>
          </EmptyNote>
        ) : (
          <TimelineList moments={shown} order={order} handle={rows} onNearEnd={loadMore} />
        )}
        <p className="obs-card-note" role="status">
          {isFetchingNextPage && words.loading}
          {isWhole && words.end(shown.length, moments.length)}
        </p>
        {hasNextPage && !isFetchingNextPage && (
          <button type="button" className="obs-button is-quiet" onClick={loadMore}>
            {words.loadMore}
          </button>
        )}
      </div>
    </>
  );
}
