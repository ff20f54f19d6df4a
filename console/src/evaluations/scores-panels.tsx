import { useMemo } from 'react';
import { Sparkline } from '../charts/sparkline.tsx';
import type { EvaluationGroup, EvaluationSummary } from '../hub/types.ts';
import { formatCount } from '../lib/format-number.ts';
import { formatScore } from '../lib/format-score.ts';
import { briefText } from '../lib/visible-text.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { evaluationsTexts as words } from '../texts/evaluations.ts';
import type { GroupedSummary } from './evaluations-questions.ts';
import { ScoreCourse, ScoreDistribution } from './score-charts.tsx';

const keyOf = ({ group, name }: EvaluationGroup) => `${group ?? ''} ${name}`;
const score = (value: number | null) => (value === null ? texts.none : formatScore(value));

function columnsOf(
  summary: GroupedSummary,
  selected: string,
  onSelect: (key: string) => void,
): readonly Column<EvaluationGroup>[] {
  const groupColumn: Column<EvaluationGroup> = {
    key: 'group',
    title: words.groups[summary.by],
    render: ({ group }) => <Name name={group ?? words.unknown} />,
    sortBy: ({ group }) => group,
  };
  return [
    ...(summary.by === 'name' ? [] : [groupColumn]),
    {
      key: 'evaluator',
      title: words.columns.evaluator,
      render: (group) => (
        <button
          type="button"
          className="obs-link-button"
          aria-pressed={keyOf(group) === selected}
          onClick={() => onSelect(keyOf(group))}
        >
          <Name name={group.name} />
        </button>
      ),
      sortBy: ({ name }) => name,
    },
    {
      key: 'mean',
      title: words.columns.mean,
      isFigure: true,
      render: ({ mean }) => <b>{score(mean)}</b>,
      sortBy: ({ mean }) => mean,
    },
    {
      key: 'change',
      title: words.columns.change,
      isFigure: true,
      render: ({ change, before }) => <Change change={change} before={before} />,
      sortBy: ({ change }) => change,
    },
    {
      key: 'count',
      title: words.columns.count,
      isFigure: true,
      render: ({ count }) => formatCount(count),
      sortBy: ({ count }) => count,
    },
    {
      key: 'least',
      title: words.columns.least,
      isFigure: true,
      isWideOnly: true,
      render: ({ min }) => score(min),
      sortBy: ({ min }) => min,
    },
    {
      key: 'trend',
      title: words.columns.trend,
      isWideOnly: true,
      render: ({ trend, name }) => (
        <Sparkline
          values={evenTrend(trend, summary).map((point) => point?.count ?? 0)}
          color="--obs-series-1"
          summary={words.trendOf(briefText(name))}
        />
      ),
    },
    {
      key: 'labels',
      title: words.columns.labels,
      isWideOnly: true,
      render: ({ labels }) => (
        <span className="obs-foreign">{briefText(words.labels(labels.slice(0, 4)))}</span>
      ),
    },
  ];
}

type Trend = EvaluationGroup['trend'];
const MOST_BARS = 24;

/** The newest points of a course, those without any judgement too. */
function evenTrend(
  trend: Trend,
  { from, bucket_seconds, to }: EvaluationSummary,
): readonly (Trend[number] | undefined)[] {
  const start = Date.parse(from);
  const count = Math.max(1, Math.ceil((Date.parse(to) - start) / 1_000 / bucket_seconds));
  const points = new Map(
    trend.map((point) => [Math.floor((Date.parse(point.time) - start) / 1_000 / bucket_seconds), point]),
  );
  return Array.from({ length: count }, (_, index) => points.get(index)).slice(-MOST_BARS);
}

function Change({ change, before }: Pick<EvaluationGroup, 'change' | 'before'>) {
  if (change === null || before.mean === null)
    return (
      <span className="is-absent" title={words.nothingBefore}>
        {texts.none}
      </span>
    );
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±';
  return (
    <span
      className={change < 0 ? 'obs-failed-figure' : undefined}
      title={words.before(formatScore(before.mean), before.count)}
    >
      {sign}
      {formatScore(Math.abs(change))}
    </span>
  );
}

interface ScoresPanelProps {
  readonly summary: GroupedSummary;
  /** Key of the group that is chosen; '' for none. */
  readonly selected: string;
  readonly onSelect: (key: string) => void;
}

/** Scores by evaluator as rows. */
export function ScoresPanel({ summary, selected, onSelect }: ScoresPanelProps) {
  const columns = useMemo(() => columnsOf(summary, selected, onSelect), [summary, selected, onSelect]);
  return (
    <Panel className="is-whole" title={words.scores} note={summary.truncated && words.truncated}>
      <DataTable
        label={words.scoresTable}
        columns={columns}
        rows={summary.groups}
        keyOf={keyOf}
        pageSize={20}
        rowClass={(group) => (keyOf(group) === selected ? 'is-chosen' : undefined)}
      />
    </Panel>
  );
}

/** Scores by evaluator as rows, and of the chosen one their distribution and course. */
export function ScoresPanels({ summary }: { readonly summary: GroupedSummary }) {
  const [given, setSelected] = useSearchParam('of');
  const [first] = summary.groups;
  const chosen = summary.groups.find((group) => keyOf(group) === given) ?? first;
  const selected = chosen === undefined ? '' : keyOf(chosen);
  return (
    <>
      <ScoresPanel summary={summary} selected={selected} onSelect={setSelected} />
      {chosen && <ScoreDistribution group={chosen} />}
      {chosen && <ScoreCourse group={chosen} summary={summary} />}
    </>
  );
}
