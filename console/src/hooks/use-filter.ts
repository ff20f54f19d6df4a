import { useCallback, useMemo } from 'react';
import { isFiltered, type ListFilter, readFilter, writeFilter } from '../lib/list-filter.ts';
import { navigate, useSearch } from '../router/location.ts';

/** The filter in the address, the same object as long as it says the same; and how to change it. */
export function useFilter() {
  const written = writeFilter(readFilter(new URLSearchParams(useSearch())));
  const filter = useMemo(() => readFilter(new URLSearchParams(written)), [written]);
  const change = useCallback((next: ListFilter) => {
    const search = new URLSearchParams(writeFilter(next));
    if (new URLSearchParams(window.location.search).get('paused') === '1') search.set('paused', '1');
    const text = search.toString();
    navigate(`/${text === '' ? '' : `?${text}`}`, { replace: true });
  }, []);
  return { filter, filtered: isFiltered(filter), change };
}

/** A filter without one of its parts. */
export function without(filter: ListFilter, part: Exclude<keyof ListFilter, 'nested'>): ListFilter {
  const { [part]: _left, ...rest } = filter;
  return rest;
}
