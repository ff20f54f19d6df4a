import { useCallback, useEffect, useRef, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { runSql, type SqlResult } from './run-sql.ts';

/** How a statement stands. */
export type SqlRun =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly sql: string; readonly before: SqlResult | null }
  | { readonly kind: 'done'; readonly sql: string; readonly result: SqlResult }
  | { readonly kind: 'failed'; readonly sql: string; readonly error: Error }
  | { readonly kind: 'stopped' };

/** Runs statements one at a time; a new one, or leaving the page, ends the one before on the server too. */
export function useSqlRun() {
  const hub = useHub();
  const [run, setRun] = useState<SqlRun>({ kind: 'none' });
  const controller = useRef<AbortController | null>(null);
  useEffect(() => () => controller.current?.abort(), []);

  const start = useCallback(
    async (sql: string) => {
      controller.current?.abort();
      const mine = new AbortController();
      controller.current = mine;
      setRun((now) => ({ kind: 'running', sql, before: now.kind === 'done' ? now.result : null }));
      try {
        const result = await runSql(hub, sql, mine.signal);
        if (controller.current === mine) setRun({ kind: 'done', sql, result });
      } catch (thrown) {
        if (controller.current !== mine || mine.signal.aborted) return;
        setRun({ kind: 'failed', sql, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
      }
    },
    [hub],
  );
  const stop = useCallback(() => {
    controller.current?.abort();
    setRun({ kind: 'stopped' });
  }, []);
  return { run, start, stop };
}
