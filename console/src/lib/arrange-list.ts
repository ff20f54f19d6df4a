import type { Execution } from '../hub/types.ts';
import { type ListFilter, matchesFilter } from './list-filter.ts';

export interface ArrangedList {
  readonly rows: readonly Execution[];
  /** New executions that are held back. */
  readonly waiting: number;
}

/**
 * Which rows to show.
 * - `free`: all that match, in the order of the list.
 * - `held` (the reader scrolls, points at a row, has the focus in it): no row moves. Those on screen change in place,
 *   new ones wait; further pages may still be added below.
 * - `still` (paused): as held, and those on screen stay as they were.
 * @param shown the rows on screen
 * @param latest all that is loaded, in the order of the list
 */
export function arrangeList(
  shown: readonly Execution[],
  latest: readonly Execution[],
  filter: ListFilter,
  motion: 'free' | 'held' | 'still',
): ArrangedList {
  if (motion === 'free' || shown.length === 0) {
    return { rows: latest.filter((execution) => matchesFilter(execution, filter) !== 'no'), waiting: 0 };
  }
  const latestById = new Map(latest.map((execution) => [execution.id, execution]));
  const rows =
    motion === 'still' ? [...shown] : shown.map((execution) => latestById.get(execution.id) ?? execution);
  const onScreen = new Set(shown.map((execution) => execution.id));
  const end = latest.findLastIndex((execution) => onScreen.has(execution.id));
  let waiting = 0;
  for (const [at, execution] of latest.entries()) {
    if (onScreen.has(execution.id) || matchesFilter(execution, filter) === 'no') continue;
    if (end >= 0 && at > end) rows.push(execution);
    else waiting += 1;
  }
  return { rows, waiting };
}
