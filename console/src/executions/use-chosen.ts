import { useCallback } from 'react';
import type { Execution } from '../hub/types.ts';
import { useSearchParam } from '../place/use-search-param.ts';

const MOST = 2;

/** The executions that are chosen to be compared, in the address (`choose=`); not on where that is not there. */
export function useChosen() {
  const [value, setValue] = useSearchParam('choose');
  const ids = value === null || value === '' ? [] : value.split(',').slice(0, MOST);
  const written = ids.join(',');
  const toggle = useCallback(
    ({ id }: Execution) => {
      const now = written === '' ? [] : written.split(',');
      // Of three the first gives way.
      const next = now.includes(id) ? now.filter((one) => one !== id) : [...now, id].slice(-MOST);
      setValue(next.join(','));
    },
    [written, setValue],
  );
  return {
    isOn: value !== null,
    ids,
    has: (id: string) => ids.includes(id),
    toggle,
    setOn: (on: boolean) => setValue(on ? '' : null),
  };
}
