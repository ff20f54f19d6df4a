import type { Execution } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Cost } from '../parts/cost.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Duration } from '../parts/duration.tsx';
import { Panel } from '../parts/panel.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { agentsTexts } from '../texts/agents.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { type Runner, runsQuestion } from './agents-questions.ts';

const words = agentsTexts.one;
const REFRESH_MS = 10_000;

const columns: readonly Column<Execution>[] = [
  {
    key: 'run',
    title: words.run.name,
    render: ({ id, operation, name }) => (
      <Link href={executionPath(id)} className="obs-foreign">
        {operation ?? name}
      </Link>
    ),
  },
  { key: 'status', title: words.run.status, render: ({ status }) => <StatusBadge status={status} /> },
  {
    key: 'started',
    title: words.run.started,
    isFigure: true,
    render: ({ started_at }) => <Ago time={started_at} />,
  },
  {
    key: 'duration',
    title: words.run.duration,
    isFigure: true,
    isWideOnly: true,
    render: ({ started_at, duration_ms }) => <Duration startedAt={started_at} durationMs={duration_ms} />,
  },
  {
    key: 'cost',
    title: words.run.cost,
    isFigure: true,
    isWideOnly: true,
    render: ({ cost_usd, unpriced_calls }) => <Cost usd={cost_usd} unpricedCalls={unpriced_calls} />,
  },
];

/** The newest runs of an agent or workflow. */
export function RunsPanel({ of, range }: { readonly of: Runner; readonly range: RangeQuery }) {
  const answer = useHubQuery(runsQuestion(of, range), { keepsBefore: true, everyMs: REFRESH_MS });
  return (
    <Panel title={words.newest}>
      <Answer query={answer}>
        {(runs) =>
          runs.length === 0 ? (
            <p className="is-absent">{words.noRuns}</p>
          ) : (
            <DataTable label={words.newestTable} columns={columns} rows={runs} keyOf={({ id }) => id} />
          )
        }
      </Answer>
    </Panel>
  );
}
