import type { AgentSummary, GroupComparison } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatChange } from '../lib/change-words.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatDollars, formatShare } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { agentsTexts } from '../texts/agents.ts';
import { texts } from '../texts/common.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { versionsQuestion } from './agents-questions.ts';

const words = agentsTexts.one;
type Figures = GroupComparison['a'];

interface Row {
  readonly key: keyof typeof words.figures;
  readonly of: (figures: Figures) => number | null;
  readonly format: (value: number) => string;
}

const rows: readonly Row[] = [
  { key: 'runs', of: ({ matched }) => matched, format: formatCount },
  { key: 'success', of: ({ success_rate }) => success_rate, format: formatShare },
  { key: 'p50', of: ({ duration_ms }) => duration_ms.p50, format: formatDuration },
  { key: 'p95', of: ({ duration_ms }) => duration_ms.p95, format: formatDuration },
  { key: 'tokens', of: ({ tokens }) => tokens.mean, format: (value) => formatCount(Math.round(value)) },
  { key: 'cost', of: ({ cost_usd }) => cost_usd.mean, format: formatDollars },
];

const inOrder = new Intl.Collator('en', { numeric: true });

/** Two versions of an agent beside each other; the newest two at first. */
export function VersionsPanel({
  agent,
  range,
}: {
  readonly agent: AgentSummary;
  readonly range: RangeQuery;
}) {
  const versions = agent.versions.toSorted(inOrder.compare);
  const [older, setOlder] = useSearchParam('before');
  const [newer, setNewer] = useSearchParam('after');
  const before = older ?? versions.at(-2);
  const after = newer ?? versions.at(-1);
  if (before === undefined || after === undefined) {
    return (
      <Panel title={words.versions}>
        <p className="is-absent">{words.oneVersion}</p>
      </Panel>
    );
  }
  return (
    <Panel title={words.versions}>
      <div className="obs-filter-line">
        <VersionChoice label={words.versionOld} versions={versions} value={before} onChoose={setOlder} />
        <VersionChoice label={words.versionNew} versions={versions} value={after} onChoose={setNewer} />
      </div>
      <Compared agent={agent.agent} before={before} after={after} range={range} />
    </Panel>
  );
}

interface VersionChoiceProps {
  readonly label: string;
  readonly versions: readonly string[];
  readonly value: string;
  readonly onChoose: (version: string) => void;
}

function VersionChoice({ label, versions, value, onChoose }: VersionChoiceProps) {
  return (
    <label className="obs-version-choice">
      {label}
      <select className="obs-input" value={value} onChange={(event) => onChoose(event.target.value)}>
        {[...new Set([...versions, value])].map((version) => (
          <option key={version}>{version}</option>
        ))}
      </select>
    </label>
  );
}

interface ComparedProps {
  readonly agent: string;
  readonly before: string;
  readonly after: string;
  readonly range: RangeQuery;
}

function Compared({ agent, before, after, range }: ComparedProps) {
  const answer = useHubQuery(versionsQuestion(agent, [before, after], range), { keepsBefore: true });
  return (
    <Answer query={answer}>
      {({ a, b, sample }) => {
        const figure = ({ of, format }: Row, figures: Figures) => {
          const value = of(figures);
          return value === null ? texts.none : format(value);
        };
        const columns: readonly Column<Row>[] = [
          { key: 'figure', title: words.figure, render: ({ key }) => words.figures[key] },
          { key: 'before', title: before, isFigure: true, render: (row) => figure(row, a) },
          { key: 'after', title: after, isFigure: true, render: (row) => figure(row, b) },
          {
            key: 'change',
            title: words.change,
            isFigure: true,
            render: ({ of }) => formatChange(of(b), of(a)) ?? texts.none,
          },
        ];
        return (
          <>
            <DataTable label={words.versionsTable} columns={columns} rows={rows} keyOf={({ key }) => key} />
            <p className="obs-card-note">{words.versionsNote(sample)}</p>
          </>
        );
      }}
    </Answer>
  );
}
