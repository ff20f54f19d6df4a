import { useEffect, useState } from 'react';
import { useRights } from '../access/use-rights.ts';
import { forgetQueries, keepQuery, readHistory } from './query-history.ts';

/** The reader's own queries, kept in this browser; none until the hub has told who reads. */
export function useQueryHistory() {
  const owner = useRights()?.id;
  const [history, setHistory] = useState<readonly string[]>([]);
  useEffect(() => {
    if (owner !== undefined) setHistory(readHistory(window.localStorage, owner));
  }, [owner]);
  return {
    history,
    keep: (sql: string) => {
      if (owner !== undefined) setHistory(keepQuery(window.localStorage, owner, sql));
    },
    forget: () => {
      forgetQueries(window.localStorage);
      setHistory([]);
    },
  };
}
