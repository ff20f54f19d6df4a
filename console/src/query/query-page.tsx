import { type MouseEvent, useEffect, useMemo, useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { LeaveQuestion } from '../parts/leave-question.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useSearch } from '../place/place-context.tsx';
import { useLeaveGuard } from '../place/use-leave-guard.ts';
import { useChangeSearch } from '../place/use-search-param.ts';
import { queryTexts as words } from '../texts/query.ts';
import { QueryFault } from './query-fault.tsx';
import { QuerySide } from './query-side.tsx';
import { ResultView } from './result-view.tsx';
import { sqlFaultPlace } from './run-sql.ts';
import { type GivenText, SqlEditor } from './sql-editor.tsx';
import { useQueryHistory } from './use-query-history.ts';
import { useSqlRun } from './use-sql-run.ts';

/** Run and Stop take one place: the second click of a double one is not meant for what the first put there. */
const unlessDouble = (act: () => void) => (event: MouseEvent) => {
  if (event.detail < 2) act();
};

/** SQL over the project's data: written, run, shown as a table or chart. */
export function QueryPage() {
  // Lines end as the editor ends them, or a link from elsewhere would be an unsaved change.
  const inAddress = (new URLSearchParams(useSearch()).get('sql') ?? '').replace(/\r\n?/g, '\n');
  const change = useChangeSearch();
  const [given, setGiven] = useState<GivenText>({ text: inAddress });
  const [text, setText] = useState(inAddress);
  // What was run stands in the address and in the history.
  const guard = useLeaveGuard(text.trim() !== '' && text !== inAddress);
  const { run, start, stop } = useSqlRun();
  const { history, keep, forget } = useQueryHistory();

  const runNow = (sql: string) => {
    if (sql.trim() === '') return;
    // Another statement has other columns.
    if (sql !== inAddress) change({ sql, x: null, y: null, form: null });
    keep(sql);
    void start(sql);
  };
  const take = (sql: string, runs: boolean) => {
    setGiven({ text: sql });
    setText(sql);
    if (runs) runNow(sql);
  };
  // A link to a query shows its answer; what is written afterwards waits to be run.
  const [opened] = useState(inAddress);
  useEffect(() => {
    if (opened.trim() !== '') void start(opened);
  }, [opened, start]);

  const fault = useMemo(() => {
    if (run.kind !== 'failed' || run.sql !== text) return null;
    const place = sqlFaultPlace(run.error);
    return place === null ? null : { place, message: run.error.message };
  }, [run, text]);
  const result = run.kind === 'done' ? run.result : run.kind === 'running' ? run.before : null;

  return (
    <>
      <PageHead title={words.title} />
      <LeaveQuestion guard={guard} text={words.leave} />
      <div className="obs-query">
        <div className="obs-query-main">
          <SqlEditor given={given} fault={fault} onChange={setText} onRun={runNow} />
          <div className="obs-query-actions">
            {run.kind === 'running' ? (
              <button type="button" className="obs-button" onClick={unlessDouble(stop)}>
                <Icon name="close" />
                {words.stop}
              </button>
            ) : (
              <button
                type="button"
                className="obs-button is-primary"
                title={words.runTitle}
                disabled={text.trim() === ''}
                onClick={unlessDouble(() => runNow(text))}
              >
                <Icon name="play" />
                {words.run}
              </button>
            )}
            <kbd className="obs-wide-only">Ctrl Enter</kbd>
            <p role="status">
              {run.kind === 'running' && words.running}
              {run.kind === 'stopped' && words.stopped}
            </p>
          </div>
          {run.kind === 'failed' && <QueryFault sql={run.sql} error={run.error} />}
          {result && (
            <div className={run.kind === 'running' ? 'is-stale' : undefined}>
              <ResultView result={result} />
            </div>
          )}
        </div>
        <QuerySide history={history} onForget={forget} onTake={take} />
      </div>
    </>
  );
}
