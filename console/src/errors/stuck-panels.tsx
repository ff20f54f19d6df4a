import type { StuckExecutions } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Panel } from '../parts/panel.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { errorsTexts } from '../texts/errors.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { stuckQuestion } from './errors-questions.ts';

type Stuck = StuckExecutions['stuck'][number];
type Abandoned = StuckExecutions['abandoned'][number];
const REFRESH_MS = 15_000;

const nameOf = ({ id, name }: { readonly id: string; readonly name: string }) => (
  <Link href={executionPath(id)} className="obs-foreign">
    {name}
  </Link>
);

const stuckColumns: readonly Column<Stuck>[] = [
  { key: 'name', title: errorsTexts.stuck.columns.name, render: nameOf },
  {
    key: 'step',
    title: errorsTexts.stuck.columns.step,
    render: ({ step }) => <span className="obs-foreign">{step?.name ?? errorsTexts.stuck.root}</span>,
  },
  {
    key: 'silent',
    title: errorsTexts.stuck.columns.silent,
    isFigure: true,
    render: ({ silent_seconds }) => formatDuration(silent_seconds * 1_000),
    sortBy: ({ silent_seconds }) => silent_seconds,
  },
  {
    key: 'expected',
    title: errorsTexts.stuck.columns.expected,
    isFigure: true,
    isWideOnly: true,
    render: ({ expected_seconds }) => formatDuration(expected_seconds * 1_000),
  },
];

const abandonedColumns: readonly Column<Abandoned>[] = [
  { key: 'name', title: errorsTexts.abandoned.columns.name, render: nameOf },
  {
    key: 'started',
    title: errorsTexts.abandoned.columns.started,
    isFigure: true,
    render: ({ started_at }) => <Ago time={started_at} />,
  },
];

/** Runs that are silent for longer than expected, and those whose end never came. */
export function StuckPanels({ range, agent }: { range: RangeQuery; agent: string | null }) {
  const stuck = useHubQuery(stuckQuestion(range, agent), { everyMs: REFRESH_MS, keepsBefore: true });
  return (
    <div className="obs-cards">
      <Panel
        title={errorsTexts.stuck.title}
        note={stuck.data && errorsTexts.stuck.note(stuck.data.stuck_count, stuck.data.running)}
      >
        <Answer query={stuck}>
          {(data) =>
            data.stuck.length === 0 ? (
              <p>{errorsTexts.stuck.empty}</p>
            ) : (
              <DataTable
                label={errorsTexts.stuck.table}
                columns={stuckColumns}
                rows={data.stuck}
                keyOf={({ id }) => id}
                sort={{ key: 'silent', descending: true }}
                pageSize={10}
              />
            )
          }
        </Answer>
      </Panel>
      <Panel title={errorsTexts.abandoned.title}>
        <Answer query={stuck}>
          {(data) =>
            data.abandoned.length === 0 ? (
              <p>{errorsTexts.abandoned.empty}</p>
            ) : (
              <DataTable
                label={errorsTexts.abandoned.table}
                columns={abandonedColumns}
                rows={data.abandoned}
                keyOf={({ id }) => id}
                pageSize={10}
              />
            )
          }
        </Answer>
      </Panel>
    </div>
  );
}
