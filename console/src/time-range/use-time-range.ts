import { useCallback, useMemo } from 'react';
import { useSearch } from '../place/place-context.tsx';
import { useChangeSearch } from '../place/use-search-param.ts';
import { type RangeQuery, rangeQuery, readRange, type TimeRange, writeRange } from './time-range.ts';

/** The range in the address, the same object as long as it says the same, and how to change it. */
export function useTimeRange(defaultMinutes = 60): {
  readonly range: TimeRange;
  readonly query: RangeQuery;
  readonly setRange: (range: TimeRange) => void;
  /** Whether the address says a range. */
  readonly isGiven: boolean;
  /** Takes the range out of the address. */
  readonly clear: () => void;
} {
  const search = useSearch();
  const written = JSON.stringify(readRange(new URLSearchParams(search), defaultMinutes));
  const range = useMemo(() => JSON.parse(written) as TimeRange, [written]);
  const query = useMemo(() => rangeQuery(range), [range]);
  const change = useChangeSearch();
  const setRange = useCallback((next: TimeRange) => change(writeRange(next)), [change]);
  const clear = useCallback(() => change({ range: null, from: null, to: null }), [change]);
  const address = new URLSearchParams(search);
  const isGiven = ['range', 'from', 'to'].some((part) => address.has(part));
  return { range, query, setRange, isGiven, clear };
}
