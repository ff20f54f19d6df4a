import { useCallback, useMemo, useRef, useState } from 'react';
import { formatDayClock, toMs } from '../lib/format-time.ts';
import { EmptyNote } from '../parts/empty-note.tsx';
import type { VirtualRowsHandle } from '../parts/virtual-rows.tsx';
import { useChangeSearch } from '../place/use-search-param.ts';
import { timelineTexts as words } from '../texts/timeline.ts';
import { writeRange } from '../time-range/time-range.ts';
import type { LaneStretch } from './lane-cursor.tsx';
import { countShown, type LaneName, laneNames, laneOf, nearestMoment } from './lanes.ts';
import { type TimelineFilter, writeHidden } from './timeline-filter.ts';
import { TimelineList } from './timeline-list.tsx';
import { TimelinePicture } from './timeline-picture.tsx';
import { useGoToMoment } from './use-go-to-moment.ts';
import type { Picture, useTimeline } from './use-timeline.ts';

interface TimelineLoadedProps {
  readonly timeline: ReturnType<typeof useTimeline>;
  readonly picture: Picture;
  readonly filter: TimelineFilter;
}

/** The lanes of what happened, and the same as a list. */
export function TimelineLoaded({ timeline, picture, filter }: TimelineLoadedProps) {
  const { query, loaded, counts, beginning, isWhole, isCut } = timeline;
  const { hidden, order } = filter;
  const change = useChangeSearch();
  const rows = useRef<VirtualRowsHandle>(null);
  const shown = useMemo(() => loaded.filter((moment) => !hidden.has(laneOf(moment))), [loaded, hidden]);
  const toggle = (lane: LaneName) =>
    change({ hide: writeHidden(new Set(laneNames.filter((one) => hidden.has(one) !== (one === lane)))) });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const total = counts?.total ?? loaded.length;
  const isCountedInPart = counts !== undefined && counts.counted_from !== counts.from;
  const isLoaded = (ms: number) => {
    const times = [loaded[0], loaded.at(-1)].map((moment) => (moment ? toMs(moment.time) : ms));
    return (isWhole && beginning === null) || (ms >= Math.min(...times) && ms <= Math.max(...times));
  };
  const pick = (ms: number) => {
    if (counts === undefined || isLoaded(ms)) {
      const index = nearestMoment(shown, ms);
      if (index >= 0) rows.current?.scrollToRow(index);
    } else change({ ...writeRange({ kind: 'between', ...picture.stretch }), at: new Date(ms).toISOString() });
  };
  const list = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<number | null>(null);
  const goTo = useGoToMoment({
    moments: shown,
    rows,
    host: list,
    isThere: (ms) =>
      counts === undefined ||
      isLoaded(ms) ||
      (beginning !== null && beginning === asked && !query.isPlaceholderData),
  });
  const go = (to: LaneStretch) => {
    if (counts !== undefined && !isLoaded((to.fromMs + to.toMs) / 2)) {
      const at = new Date(order === 'desc' ? to.toMs : to.fromMs);
      setAsked(at.getTime());
      change({ ...writeRange({ kind: 'between', ...picture.stretch }), at: at.toISOString() });
    }
    goTo(to);
  };
  return (
    <>
      <TimelinePicture
        lanes={picture.lanes}
        stretch={picture.stretch}
        note={
          words.moments(total) +
          (isCountedInPart ? `, ${words.countedFrom(formatDayClock(toMs(counts.counted_from)))}` : '')
        }
        hidden={hidden}
        onToggle={toggle}
        onZoom={(fromMs, untilMs) =>
          change({ ...writeRange({ kind: 'between', fromMs, toMs: untilMs }), at: null })
        }
        onPick={pick}
        onGo={go}
      />
      {isCut && <p className="obs-card-note">{words.truncated}</p>}
      <div ref={list} className="obs-moments">
        {query.data !== undefined && shown.length === 0 && beginning === null ? (
          <EmptyNote title={words.allHidden}>
            <button type="button" className="obs-button" onClick={() => change({ hide: '' })}>
              {words.showAll}
            </button>
          </EmptyNote>
        ) : (
          <TimelineList moments={shown} order={order} handle={rows} onNearEnd={loadMore} />
        )}
        <p className="obs-card-note" role="status">
          {isFetchingNextPage ? words.loading : endOf()}
        </p>
        {hasNextPage && !isFetchingNextPage && (
          <button type="button" className="obs-button is-quiet" onClick={loadMore}>
            {words.loadMore}
          </button>
        )}
      </div>
    </>
  );

  function endOf(): string | null {
    if (query.data === undefined) return null;
    if (isWhole)
      return beginning === null ? words.end(shown.length, Math.max(total, shown.length)) : words.toEnd;
    return counts && beginning === null ? words.loaded(shown.length, countShown(counts, hidden)) : null;
  }
}
