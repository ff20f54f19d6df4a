import { useCallback, useMemo, useState } from 'react';
import { filterParts, isFiltered, type ListFilter, readFilter, writeFilter } from '../lib/list-filter.ts';
import { useSearch } from '../place/place-context.tsx';
import { useChangeSearch } from '../place/use-search-param.ts';
import { rangeQuery, readRange } from '../time-range/time-range.ts';

const DAY_MINUTES = 24 * 60;

/** The filter in an address, with the time range where it says one: the list has none of its own. */
export function filterOf(search: string): ListFilter {
  const address = new URLSearchParams(search);
  const filter = readFilter(address);
  const hasRange = ['range', 'from', 'to'].some((part) => address.has(part));
  return hasRange ? { ...filter, ...rangeQuery(readRange(address, DAY_MINUTES)) } : filter;
}

/** The filter in the address, the same object as long as it says the same; and how to change all but its time range. */
export function useFilter() {
  const written = JSON.stringify(filterOf(useSearch()));
  const filter = useMemo(() => JSON.parse(written) as ListFilter, [written]);
  const changeSearch = useChangeSearch();
  const change = useCallback(
    (next: ListFilter) => {
      const search = new URLSearchParams(writeFilter(next));
      const parts = filterParts.map((part) => [part, search.get(part)] as const);
      changeSearch({ ...Object.fromEntries(parts), query: null });
    },
    [changeSearch],
  );
  const [clears, setClears] = useState(0);
  /** Takes out all that leaves executions out, the time range too. */
  const clear = useCallback(() => {
    const parts = filterParts.filter((part) => part !== 'nested' && part !== 'sort');
    const left = [...parts, 'query', 'range', 'from', 'to'].map((part) => [part, null] as const);
    changeSearch(Object.fromEntries(left));
    setClears((before) => before + 1);
  }, [changeSearch]);
  return { filter, filtered: isFiltered(filter), change, clear, clears };
}
