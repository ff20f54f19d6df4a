import type { Execution, ExecutionList } from '../hub/types.ts';
import { type ListFilter, matchesFilter } from './list-filter.ts';

/** Newest first; by id where two started in the same microsecond. */
export function byNewest(a: Execution, b: Execution): number {
  if (a.started_at !== b.started_at) return a.started_at < b.started_at ? 1 : -1;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** The later of two states of one execution: answers and stream frames may overtake each other. */
export function laterState(known: Execution, incoming: Execution): Execution {
  if (incoming.last_event_at !== known.last_event_at) {
    return incoming.last_event_at > known.last_event_at ? incoming : known;
  }
  const wouldReopen = known.status !== 'running' && incoming.status === 'running';
  return wouldReopen ? known : incoming;
}

interface MergeResult {
  readonly pages: readonly ExecutionList[];
  /** Executions came that are not in the list and of which only the hub can tell whether they belong there. */
  readonly askHub: boolean;
}

/**
 * Merges live changes into the loaded pages of a list. Known executions change in place, even where the filter no
 * longer matches them (the view decides when they leave); new ones that match come in at their place by start.
 * @param areFound the hub found the changes by this filter, so that all of them match
 */
export function mergeExecutions(
  pages: readonly ExecutionList[],
  changes: Iterable<Execution>,
  filter: ListFilter,
  areFound = false,
): MergeResult {
  const incoming = new Map<string, Execution>();
  for (const change of changes) incoming.set(change.id, change);

  let merged = pages.map((page) => {
    let touched = false;
    const executions = page.executions.map((known) => {
      const change = incoming.get(known.id);
      if (!change) return known;
      incoming.delete(known.id);
      const later = laterState(known, change);
      touched ||= later !== known;
      return later;
    });
    return touched ? { ...page, executions } : page;
  });

  let askHub = false;
  for (const execution of incoming.values()) {
    const match = areFound ? 'yes' : matchesFilter(execution, filter);
    if (match === 'no') continue;
    // Where another one stands between two that are loaded, only the hub can tell once the order is not that of time.
    if (match === 'unknown' || filter.sort) askHub = true;
    else merged = insert(merged, execution);
  }
  return { pages: merged, askHub };
}

function insert(pages: ExecutionList[], execution: Execution): ExecutionList[] {
  const last = pages.at(-1);
  if (!last) return pages;
  let index = pages.findIndex((page) => {
    const oldest = page.executions.at(-1);
    return oldest !== undefined && byNewest(execution, oldest) < 0;
  });
  if (index < 0) {
    // Older than all that is loaded: it belongs to a page that is not loaded yet, unless this is the last one.
    if (last.next_cursor !== null) return pages;
    index = pages.length - 1;
  }
  return pages.map((page, at) => {
    if (at !== index) return page;
    const before = page.executions.findIndex((known) => byNewest(execution, known) < 0);
    const executions = page.executions.toSpliced(before < 0 ? page.executions.length : before, 0, execution);
    return { ...page, executions };
  });
}
