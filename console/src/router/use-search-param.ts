import { useCallback } from 'react';
import { navigate, useSearch } from './location.ts';

/** One value of the present address, and how to change it in place; null takes it out. */
export function useSearchParam(name: string): readonly [string | null, (value: string | null) => void] {
  const value = new URLSearchParams(useSearch()).get(name);
  const set = useCallback(
    (next: string | null) => {
      const search = new URLSearchParams(window.location.search);
      if (next === null) search.delete(name);
      else search.set(name, next);
      const text = search.toString();
      navigate(window.location.pathname + (text === '' ? '' : `?${text}`), { replace: true });
    },
    [name],
  );
  return [value, set];
}
