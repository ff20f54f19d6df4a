import type { GroupComparison, StepKind } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatDollars, formatShare } from '../lib/format-number.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { texts } from '../texts/common.ts';
import { compareTexts } from '../texts/compare.ts';
import type { StepImpact } from './group-differences.ts';

const words = compareTexts.groups;

type Row = GroupComparison['steps'][number] & { readonly weight: number };
type Side = Row['a'];

const change = (of: (side: Side) => number | null, format: (value: number) => string) => (row: Row) => {
  const text = (side: Side) => {
    const value = of(side);
    return value === null ? texts.none : format(value);
  };
  const [a, b] = [text(row.a), text(row.b)];
  return a === b ? a : words.change(a, b);
};
const by = (of: (side: Side) => number | null) => (row: Row) => Math.abs((of(row.b) ?? 0) - (of(row.a) ?? 0));

const figure = (
  key: string,
  title: string,
  of: (side: Side) => number | null,
  format: (value: number) => string,
): Column<Row> => ({ key, title, isFigure: true, sortBy: by(of), render: change(of, format) });

const kinds = Object.keys(texts.stepKind) as StepKind[];

const columns: readonly Column<Row>[] = [
  {
    key: 'step',
    title: words.stepColumns.step,
    sortBy: ({ name }) => name,
    render: ({ kind, name }) => (
      <span className="obs-compared-name">
        <KindIcon kind={kinds.find((one) => one === kind) ?? 'step'} />
        <span className="obs-foreign">{name}</span>
      </span>
    ),
  },
  figure('time', words.stepColumns.time, (side) => side.duration_ms.mean, formatDuration),
  figure('failure', words.stepColumns.failure, (side) => side.failure_rate, formatShare),
  figure('share', words.stepColumns.share, (side) => side.share_of_runs, formatShare),
  {
    ...figure(
      'per-run',
      words.stepColumns.perRun,
      (side) => side.per_run,
      (value) => String(Number(value.toFixed(1))),
    ),
    isWideOnly: true,
  },
  {
    ...figure('cost', words.stepColumns.cost, (side) => side.cost_usd.mean, formatDollars),
    isWideOnly: true,
  },
];

interface GroupStepsProps {
  readonly comparison: GroupComparison;
  readonly impacts: readonly StepImpact[];
}

/** All steps of two groups, those that differ most first; heads sort by how much they differ. */
export function GroupSteps({ comparison, impacts }: GroupStepsProps) {
  const weights = new Map(impacts.map(({ step, weight }) => [step, weight]));
  const rows = comparison.steps
    .map((step) => ({ ...step, weight: weights.get(step) ?? 0 }))
    .sort((one, other) => other.weight - one.weight);
  return (
    <section className="obs-section">
      <h2>{words.steps}</h2>
      <DataTable
        label={words.steps}
        columns={columns}
        rows={rows}
        keyOf={({ kind, name }) => JSON.stringify([kind, name])}
        pageSize={50}
      />
      {comparison.steps_truncated && <p className="obs-ranked-more">{words.truncated}</p>}
    </section>
  );
}
