import { useCallback, useMemo } from 'react';
import { isFiltered, type ListFilter, readFilter, writeFilter } from '../lib/list-filter.ts';
import { useSearch } from '../place/place-context.tsx';
import { useChangeSearch } from '../place/use-search-param.ts';

/** The filter in the address, the same object as long as it says the same; and how to change it. */
export function useFilter() {
  const written = writeFilter(readFilter(new URLSearchParams(useSearch())));
  const filter = useMemo(() => readFilter(new URLSearchParams(written)), [written]);
  const changeSearch = useChangeSearch();
  const change = useCallback(
    (next: ListFilter) => {
      const search = new URLSearchParams(writeFilter(next));
      const parts = ['status', 'kind', 'name', 'q', 'nested'];
      changeSearch(Object.fromEntries(parts.map((part) => [part, search.get(part)])));
    },
    [changeSearch],
  );
  return { filter, filtered: isFiltered(filter), change };
}

/** A filter without one of its parts. */
export function without(filter: ListFilter, part: Exclude<keyof ListFilter, 'nested'>): ListFilter {
  const { [part]: _left, ...rest } = filter;
  return rest;
}
