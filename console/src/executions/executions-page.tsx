import { useCallback, useRef } from 'react';
import { useHeld } from '../hooks/use-held.ts';
import { usePaused } from '../hooks/use-paused.ts';
import { hubStatusQuestion } from '../hub/queries.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import type { ListSort } from '../lib/list-filter.ts';
import { Icon } from '../parts/icon.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { texts } from '../texts/common.ts';
import { TimeRangePicker } from '../time-range/time-range-picker.tsx';
import { CompareBar } from './compare-bar.tsx';
import { EmptyState } from './empty-state.tsx';
import { ExecutionTable } from './execution-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { ListActions } from './list-actions.tsx';
import { ListHead } from './list-head.tsx';
import { NoMatch } from './no-match.tsx';
import { Overview } from './overview.tsx';
import { faultPlace } from './search-fault.tsx';
import { TableSkeleton } from './table-skeleton.tsx';
import { useChosen } from './use-chosen.ts';
import { useColumns } from './use-columns.ts';
import { useExecutionList } from './use-execution-list.ts';
import { useFilter } from './use-filter.ts';

const words = texts.executions;
const DAY_MINUTES = 24 * 60;

/** The live list of executions with the last hour's figures. */
export function ExecutionsPage() {
  const { filter, filtered, change, clear, clears } = useFilter();
  const [paused, setPaused] = usePaused();
  const columns = useColumns();
  const chosen = useChosen();
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
  const sortBy = (sort: ListSort) => {
    const { sort: _before, ...rest } = filter;
    change(sort === 'started' ? rest : { ...rest, sort });
  };
  const isEmpty = query.data !== undefined && !query.isPlaceholderData && rows.length === 0 && waiting === 0;
  const teaches = isEmpty && !filtered;
  const problem = query.isError && !query.data ? query.error : null;
  const isMisread = faultPlace(problem) !== null;
  // What the hub did not search, since it is encrypted.
  const note = query.data?.pages[0]?.note;

  return (
    <>
      <PageHead title={words.title} note={paused && words.pausedWith(missed)}>
        {!teaches && (
          <>
            <TimeRangePicker defaultMinutes={DAY_MINUTES} mayBeOpen />
            <ListActions
              filter={filter}
              columns={columns}
              chosen={chosen}
              paused={paused}
              onPause={setPaused}
            />
          </>
        )}
      </PageHead>
      {!teaches && <Overview filter={filter} onFilter={change} paused={paused} />}
      {!teaches && (
        <FilterBar
          // What was typed and is not in the address yet goes, too.
          key={clears}
          filter={filter}
          filtered={filtered}
          onFilter={change}
          onClear={clear}
          searchError={isMisread ? problem : null}
        />
      )}
      {note !== undefined && <p className="obs-page-note">{note}</p>}
      <div ref={list} className={query.isPlaceholderData ? 'obs-list-host is-stale' : 'obs-list-host'}>
        {waiting > 0 && !paused && (
          <div className="obs-new-rows">
            <button type="button" className="obs-new-rows-button" onClick={toTop}>
              <Icon name="arrowUp" />
              {words.newOnes(waiting)}
            </button>
          </div>
        )}
        {(query.isPending || (query.isPlaceholderData && rows.length === 0)) && <TableSkeleton />}
        {problem && !isMisread && <ProblemNote error={problem} onRetry={() => void query.refetch()} />}
        {rows.length > 0 && (
          <>
            <ListHead filter={filter} onSort={sortBy} paused={paused} />
            <ExecutionTable
              rows={rows}
              columns={columns.columns}
              frozen={paused}
              onNearEnd={loadMore}
              total={query.hasNextPage ? null : rows.length}
              sort={filter.sort ?? 'started'}
              onSort={sortBy}
              chosen={chosen}
            />
          </>
        )}
        {isEmpty && filtered && <NoMatch onClear={clear} />}
        {teaches && <EmptyState demoHint={hubStatus.data?.counts?.executions === 0} />}
      </div>
      {chosen.isOn && <CompareBar chosen={chosen} rows={rows} />}
    </>
  );
}
