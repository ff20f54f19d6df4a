import { useCallback } from 'react';
import { usePaused } from '../hooks/use-paused.ts';
import type { CostReport } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { formatDollars, formatShare } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { costTexts } from '../texts/cost.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { BudgetsPanel } from './budgets-panel.tsx';
import { CostForecast } from './cost-forecast.tsx';
import { type CostDimension, costDimensions, costQuestion } from './cost-questions.ts';
import { CostTable } from './cost-table.tsx';
import { CostTiles } from './cost-tiles.tsx';
import { CostTrend } from './cost-trend.tsx';
import { groupName } from './group-name.ts';

const DAY_MINUTES = 24 * 60;
const REFRESH_MS = 15_000;

/** What models cost: by whom, over time, against budgets, and what has no price. */
export function CostPage() {
  const { query: range, setRange } = useTimeRange(DAY_MINUTES);
  const [given, setBy] = useSearchParam('by');
  const by: CostDimension = costDimensions.find((one) => one === given) ?? 'model';
  const [paused] = usePaused();
  const question = costQuestion(by, range);
  useRefreshOnChange(question.key, REFRESH_MS, !paused);
  const report = useHubQuery(question, { keepsBefore: true });
  const zoom = useCallback(
    (fromMs: number, toMs: number) => setRange({ kind: 'between', fromMs, toMs }),
    [setRange],
  );

  return (
    <>
      <PageHead title={costTexts.title} rangeMinutes={DAY_MINUTES} />
      <Answer query={report}>
        {(data) => (
          <>
            <CostTiles report={data} />
            <nav className="obs-choices obs-cost-by" aria-label={costTexts.by}>
              {costDimensions.map((one) => (
                <Chip key={one} on={one === by} onClick={() => setBy(one === 'model' ? null : one)}>
                  {costTexts.dimensions[one]}
                </Chip>
              ))}
            </nav>
            {data.total.calls === 0 ? <NoCost /> : <CostOf report={data} by={by} onZoom={zoom} />}
          </>
        )}
      </Answer>
      <div className="obs-cards">
        <BudgetsPanel />
        <CostForecast />
      </div>
    </>
  );
}

interface CostOfProps {
  readonly report: CostReport;
  readonly by: CostDimension;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

function CostOf({ report, by: asked, onZoom }: CostOfProps) {
  // An answer of before, which stays until the next one is here, is told as what it is.
  const by = costDimensions.find((one) => one === report.by) ?? asked;
  const [dearest] = report.groups;
  const more = report.group_count - report.groups.length;
  return (
    <div className="obs-cards">
      <Panel className="is-whole" title={costTexts.trend} note={costTexts.dimensions[by]}>
        <CostTrend report={report} onZoom={onZoom} />
      </Panel>
      <Panel
        className="is-whole"
        title={costTexts.table(costTexts.dimensions[by].toLowerCase())}
        note={
          dearest?.cost_usd && dearest.share !== null
            ? costTexts.dearest(
                groupName(dearest.key),
                formatDollars(dearest.cost_usd),
                formatShare(dearest.share),
              )
            : undefined
        }
      >
        <CostTable report={report} by={by} />
        {more > 0 && <p>{costTexts.rest(more)}</p>}
        <p className="obs-card-note">{costTexts.prices}</p>
        {report.total.unpriced_calls > 0 && (
          <div className="obs-cost-unpriced">
            <h3>{costTexts.unpricedTitle}</h3>
            <p>{costTexts.unpricedText(report.total.unpriced_calls)}</p>
          </div>
        )}
      </Panel>
    </div>
  );
}

function NoCost() {
  return (
    <EmptyNote level={2} title={costTexts.empty}>
      <p>{costTexts.emptyText}</p>
      <p>
        <Link href="/executions">{costTexts.toExecutions}</Link>
      </p>
    </EmptyNote>
  );
}
