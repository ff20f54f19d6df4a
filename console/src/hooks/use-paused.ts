import { useCallback } from 'react';
import { useSearchParam } from '../place/use-search-param.ts';

/** Whether the list stands still; part of the address, as all state is. */
export function usePaused(): readonly [boolean, (paused: boolean) => void] {
  const [value, setValue] = useSearchParam('paused');
  const set = useCallback((paused: boolean) => setValue(paused ? '1' : null), [setValue]);
  return [value === '1', set];
}
