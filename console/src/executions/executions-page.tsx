import { useCallback, useRef } from 'react';
import { useHeld } from '../hooks/use-held.ts';
import { usePage } from '../hooks/use-page.ts';
import { usePaused } from '../hooks/use-paused.ts';
import { hubStatusQuestion } from '../hub/queries.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Icon } from '../parts/icon.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { texts } from '../texts/common.ts';
import { EmptyState } from './empty-state.tsx';
import { ExecutionTable } from './execution-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { NoMatch } from './no-match.tsx';
import { Overview } from './overview.tsx';
import { TableSkeleton } from './table-skeleton.tsx';
import { useExecutionList } from './use-execution-list.ts';
import { useFilter } from './use-filter.ts';

const words = texts.executions;

/** The live list of executions with the last hour's figures. */
export function ExecutionsPage() {
  usePage(words.documentTitle);
  const { filter, filtered, change } = useFilter();
  const [paused, setPaused] = usePaused();
  const list = useRef<HTMLDivElement>(null);
  const held = useHeld(list);
  const { query, rows, waiting, missed } = useExecutionList(filter, held, paused);
  const hubStatus = useHubQuery(hubStatusQuestion);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const toTop = () => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    window.scrollTo({ top: 0 });
  };
  const isEmpty = query.data !== undefined && rows.length === 0 && waiting === 0;
  const teaches = isEmpty && !filtered;
  // What the hub did not search, since it is encrypted.
  const note = query.data?.pages[0]?.note;

  return (
    <>
      <div className="obs-page-head">
        <h1>{words.title}</h1>
        <span className="obs-page-note" role="status">
          {paused && words.pausedWith(missed)}
        </span>
        {!teaches && (
          <button
            type="button"
            className="obs-button"
            aria-pressed={paused}
            onClick={() => setPaused(!paused)}
          >
            <Icon name={paused ? 'play' : 'pause'} />
            {paused ? words.resume : words.pause}
          </button>
        )}
      </div>
      {!teaches && <Overview filter={filter} onFilter={change} paused={paused} />}
      {!teaches && <FilterBar filter={filter} filtered={filtered} onFilter={change} />}
      {note !== undefined && <p className="obs-page-note">{note}</p>}
      <div ref={list} className="obs-list-host">
        {waiting > 0 && !paused && (
          <div className="obs-new-rows">
            <button type="button" className="obs-new-rows-button" onClick={toTop}>
              <Icon name="arrowUp" />
              {words.newOnes(waiting)}
            </button>
          </div>
        )}
        {query.isPending && <TableSkeleton />}
        {query.isError && !query.data && (
          <ProblemNote error={query.error} onRetry={() => void query.refetch()} />
        )}
        {rows.length > 0 && (
          <ExecutionTable
            rows={rows}
            frozen={paused}
            onNearEnd={loadMore}
            total={query.hasNextPage ? null : rows.length}
          />
        )}
        {isEmpty && filtered && <NoMatch onClear={() => change({ nested: filter.nested })} />}
        {teaches && <EmptyState demoHint={hubStatus.data?.counts?.executions === 0} />}
      </div>
    </>
  );
}
