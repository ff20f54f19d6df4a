import type { ReactNode } from 'react';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { usualChoice } from '../query/chart-data.ts';
import { ResultTable } from '../query/result-table.tsx';
import { cellValue, type SqlResult, sqlQuestion } from '../query/run-sql.ts';
import { formatFigure, SqlChart } from '../query/sql-chart.tsx';
import { boardsTexts as words } from '../texts/boards.ts';
import type { BoardPanelProps } from './panel-registry.ts';

/** The hub runs three statements at a time; a board may have many. */
const REFRESH_MS = 60_000;
const CHART_PX = 200;

interface SqlPanelProps extends BoardPanelProps {
  readonly ownTitle: string;
  readonly children: (result: SqlResult) => ReactNode;
}

function SqlPanel({ options, title, ownTitle, children }: SqlPanelProps) {
  const sql = String(options.sql ?? '');
  const answer = useHubQuery(sqlQuestion(sql), {
    on: sql !== '',
    everyMs: REFRESH_MS,
    goodForMs: REFRESH_MS,
  });
  return (
    <Panel
      title={title ?? ownTitle}
      actions={<Link href={`${pagePath('query')}?${new URLSearchParams({ sql })}`}>{words.openQuery}</Link>}
    >
      <Answer query={answer}>
        {(result) =>
          result.rows.length === 0 ? <p className="obs-quiet">{words.sqlEmpty}</p> : children(result)
        }
      </Answer>
    </Panel>
  );
}

/** An answer as lines or bars. */
export function SqlChartPanel(props: BoardPanelProps) {
  return (
    <SqlPanel {...props} ownTitle={words.panels.sqlChart[0]}>
      {(result) => {
        const choice = usualChoice(result);
        if (!choice) return <p className="obs-quiet">{words.sqlNoFigure}</p>;
        const form = props.options.form === 'bars' ? 'bars' : 'line';
        return <SqlChart result={result} choice={{ ...choice, form }} height={CHART_PX} />;
      }}
    </SqlPanel>
  );
}

/** An answer as rows. */
export function SqlTablePanel(props: BoardPanelProps) {
  return (
    <SqlPanel {...props} ownTitle={words.panels.sqlTable[0]}>
      {(result) => <ResultTable result={result} />}
    </SqlPanel>
  );
}

/** The first value of an answer, large. */
export function SqlFigurePanel(props: BoardPanelProps) {
  return (
    <SqlPanel {...props} ownTitle={words.panels.sqlFigure[0]}>
      {({ rows }) => {
        const value = cellValue(rows[0]?.find((cell) => typeof cell === 'number') ?? rows[0]?.[0] ?? null);
        return (
          <p className="obs-board-figure">
            <b className="obs-foreign">
              {typeof value === 'number' ? formatFigure(value) : String(value ?? '—')}
            </b>{' '}
            <span className="obs-foreign">{props.options.unit}</span>
          </p>
        );
      }}
    </SqlPanel>
  );
}
