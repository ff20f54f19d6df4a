import { writeCsv } from '../lib/csv.ts';
import { downloadText } from '../lib/download.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { Icon } from '../parts/icon.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { useSearch } from '../place/place-context.tsx';
import { useChangeSearch } from '../place/use-search-param.ts';
import { queryTexts as words } from '../texts/query.ts';
import { type ChartChoice, readChoice } from './chart-data.ts';
import { ChartForm } from './chart-form.tsx';
import { ResultTable } from './result-table.tsx';
import { cellValue, type SqlResult } from './run-sql.ts';
import { SqlChart } from './sql-chart.tsx';

const tabs = (['table', 'chart'] as const).map((key) => ({ key, title: words.tabs[key] }));

/** An answer as a table or chart, and as a file. */
export function ResultView({ result }: { result: SqlResult }) {
  const search = new URLSearchParams(useSearch());
  const change = useChangeSearch();
  const { columns, rows, truncated, elapsed_ms } = result;
  const names = columns.map(({ name }) => name);
  const choice = readChoice(result, search);
  const choose = ({ x, y, form }: ChartChoice) => change({ x, y: y.join(','), form });
  const asCsv = () =>
    writeCsv(
      names,
      rows.map((row) => row.map(cellValue)),
    );
  const asJson = () =>
    JSON.stringify(
      rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]))),
      null,
      2,
    );

  return (
    <section className="obs-query-result" aria-label={words.result}>
      <div className="obs-query-result-head">
        <p role="status">{words.rows(rows.length, formatDuration(elapsed_ms))}</p>
        <CopyButton value={window.location.href} label={words.link} withWord="label" />
        <button
          type="button"
          className="obs-button"
          onClick={() => downloadText('query.csv', 'text/csv', asCsv())}
        >
          <Icon name="download" />
          {words.exportCsv}
        </button>
        <button
          type="button"
          className="obs-button"
          onClick={() => downloadText('query.json', 'application/json', asJson())}
        >
          <Icon name="download" />
          {words.exportJson}
        </button>
      </div>
      {truncated && (
        <p className="obs-query-more" role="note">
          {words.truncated(rows.length)}
        </p>
      )}
      {rows.length === 0 ? (
        <EmptyNote title={words.noRows} />
      ) : (
        <Tabs
          label={words.result}
          tabs={tabs}
          selected={search.get('view') === 'chart' ? 'chart' : 'table'}
          onSelect={(key) => change({ view: key === 'chart' ? 'chart' : null })}
        >
          {search.get('view') !== 'chart' ? (
            <ResultTable result={result} />
          ) : choice ? (
            <>
              <ChartForm result={result} choice={choice} onChange={choose} />
              <SqlChart result={result} choice={choice} />
            </>
          ) : (
            <EmptyNote title={words.chart.none} />
          )}
        </Tabs>
      )}
    </section>
  );
}
