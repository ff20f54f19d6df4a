import { useMemo } from 'react';
import { useMedia } from '../hooks/use-media.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { type ExecutionColumn, executionColumns } from './columns.tsx';

/** Without it a row leads nowhere. */
const ALWAYS = 'name';

const usual = executionColumns.filter(({ isUsual }) => isUsual);

/** The columns that an address names, in their own order; the usual ones where it names none that there is. */
function columnsOf(value: string | null): readonly ExecutionColumn[] {
  const named = new Set(value?.split(','));
  const chosen = executionColumns.filter(({ key }) => named.has(key));
  if (chosen.length === 0) return usual;
  return executionColumns.filter(({ key }) => key === ALWAYS || named.has(key));
}

/** The columns of the list, and how to show or hide one; all of it in the address (`columns=`). */
export function useColumns() {
  const [value, setValue] = useSearchParam('columns');
  const isTight = useMedia('(max-width: 1320px)');
  const chosen = useMemo(() => columnsOf(value), [value]);
  const isUsual = chosen === usual;
  // Who chose nothing gets what fits.
  const columns = useMemo(
    () => (isUsual && isTight ? chosen.filter(({ key }) => key !== 'service') : chosen),
    [chosen, isUsual, isTight],
  );
  const toggle = (key: string) => {
    const keys = new Set(chosen.map((column) => column.key));
    if (!keys.delete(key)) keys.add(key);
    const next = executionColumns.filter((column) => keys.has(column.key));
    const isBack = next.length === usual.length && next.every((column) => column.isUsual);
    setValue(isBack ? null : next.map((column) => column.key).join(','));
  };
  return {
    columns,
    chosen,
    isUsual,
    isFixed: (key: string) => key === ALWAYS,
    toggle,
    reset: () => setValue(null),
  };
}
