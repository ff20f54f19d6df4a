import { useCallback } from 'react';
import type { Place } from './place.ts';
import { usePlace, useSearch } from './place-context.tsx';

/** What to change of an address' query; null takes a value out. */
export type SearchChange = Readonly<Record<string, string | null>>;

/** The present address with another query. */
function changed(place: Place, change: SearchChange): string {
  const search = new URLSearchParams(place.search());
  for (const [name, value] of Object.entries(change)) {
    if (value === null) search.delete(name);
    else search.set(name, value);
  }
  return place.path() + (search.size === 0 ? '' : `?${search}`);
}

/** Changes several values of the present address at once, in place. */
export function useChangeSearch(): (change: SearchChange) => void {
  const place = usePlace();
  return useCallback((change) => place.go(changed(place, change), { replace: true }), [place]);
}

/** One value of the present address, and how to change it in place; null takes it out. */
export function useSearchParam(name: string): readonly [string | null, (value: string | null) => void] {
  const value = new URLSearchParams(useSearch()).get(name);
  const change = useChangeSearch();
  const set = useCallback((next: string | null) => change({ [name]: next }), [change, name]);
  return [value, set];
}
