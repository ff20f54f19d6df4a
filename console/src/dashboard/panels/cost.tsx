import { useMemo } from 'react';
import { TimeChart } from '../../charts/time-chart.tsx';
import type { Budget, CostReport } from '../../hub/types.ts';
import { formatChange } from '../../lib/change-words.ts';
import { formatDollars, formatShare } from '../../lib/format-number.ts';
import { toMs } from '../../lib/format-time.ts';
import { Answer } from '../../parts/answer.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Link } from '../../place/link.tsx';
import { pagePath } from '../../place/route.ts';
import { texts } from '../../texts/common.ts';
import { overviewTexts } from '../../texts/overview.ts';
import { budgetsQuestion, costQuestion } from '../dashboard-questions.ts';
import { Meter } from '../meter.tsx';
import { type DashboardPanelProps, usePanelRange } from '../panel-range.ts';
import { usePanelAnswer } from '../use-panel-answer.ts';

const words = overviewTexts.cost;
const CHART_PX = 120;

/** What the calls of models cost: together, over time, by agent, and of budgets. */
export function Cost({ range }: DashboardPanelProps) {
  const { query, range: chosen } = usePanelRange(range);
  const cost = usePanelAnswer(costQuestion(query), { range: chosen, busyMs: 10_000 });
  const budgets = usePanelAnswer(budgetsQuestion, { busyMs: 60_000, quietMs: 60_000 });
  return (
    <Panel
      title={words.title}
      note={cost.data && changeOf(cost.data)}
      actions={<Link href={pagePath('cost')}>{overviewTexts.all}</Link>}
    >
      <Answer query={cost} lines={6}>
        {(data) =>
          data.total.calls === 0 ? <p className="obs-quiet">{words.none}</p> : <Spending cost={data} />
        }
      </Answer>
      {budgets.data?.budgets.map((budget) => (
        <BudgetLine key={budget.name} budget={budget} />
      ))}
    </Panel>
  );
}

/** How the cost differs from that of the time before; nothing where there is none to compare with. */
function changeOf({ total, previous }: CostReport): string | undefined {
  const change = formatChange(total.cost_usd, previous.cost_usd);
  return change === null ? undefined : words.before(change);
}

function Spending({ cost }: { cost: CostReport }) {
  const { total, groups, series } = cost;
  const chart = useMemo(
    () => ({
      times: series.map(({ time }) => toMs(time) / 1_000),
      series: [
        {
          label: words.title,
          color: '--obs-chart-cost',
          form: 'bars' as const,
          values: series.map(({ cost_usd }) => cost_usd ?? 0),
        },
      ],
    }),
    [series],
  );
  const sum = total.cost_usd === null ? texts.none : formatDollars(total.cost_usd);
  const most = groups[0]?.cost_usd ?? 0;
  return (
    <>
      <p className="obs-sum">
        <b>{sum}</b>
        {total.cost_per_execution_usd !== null && (
          <span>{words.perRun(formatDollars(total.cost_per_execution_usd))}</span>
        )}
        {total.unpriced_calls > 0 && (
          <span className="obs-unpriced">{words.unpriced(total.unpriced_calls)}</span>
        )}
      </p>
      <TimeChart {...chart} summary={words.summary(sum)} format={formatDollars} height={CHART_PX} />
      <ul className="obs-bars" aria-label={words.byAgent}>
        {groups.map(({ key, cost_usd, share, unpriced_calls }) => (
          <li key={key ?? ''}>
            <Link
              href={key === null ? pagePath('cost') : pagePath('agents', key)}
              className="obs-bar-row is-short"
            >
              <span className="obs-bar-name obs-foreign">{key ?? words.noAgent}</span>
              <span
                className="obs-figure"
                title={share === null ? undefined : words.share(formatShare(share))}
              >
                {cost_usd === null || (cost_usd === 0 && unpriced_calls > 0)
                  ? texts.none
                  : formatDollars(cost_usd)}
              </span>
              <Meter share={most > 0 ? (cost_usd ?? 0) / most : 0} />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

const tones = { ok: undefined, at_risk: 'warn', spent: 'failed' } as const;

function BudgetLine({ budget: { name, period, spent_usd, limit_usd, share, status } }: { budget: Budget }) {
  return (
    <Link href={pagePath('cost')} className="obs-bar-row is-short">
      <span className="obs-bar-name obs-foreign">
        {name} <span className="obs-bar-note">{words.period[period]}</span>
      </span>
      <span className="obs-figure">
        {words.budget(formatDollars(spent_usd ?? 0), formatDollars(limit_usd))}
      </span>
      <Meter share={share ?? 0} tone={tones[status]} />
    </Link>
  );
}
