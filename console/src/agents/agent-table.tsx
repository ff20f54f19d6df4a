import { Sparkline } from '../charts/sparkline.tsx';
import type { AgentSummary } from '../hub/types.ts';
import { formatChange } from '../lib/change-words.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { Cost } from '../parts/cost.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { failedColumn } from '../parts/failed-column.tsx';
import { HealthBadge } from '../parts/health-badge.tsx';
import { Name } from '../parts/name.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { agentsTexts as words } from '../texts/agents.ts';
import { texts } from '../texts/common.ts';

type RunnerPage = 'agents' | 'workflows';

const success = ({ error_rate }: AgentSummary) => (error_rate === null ? null : 1 - error_rate);
const duration = (ms: number | null) => (ms === null ? texts.none : formatDuration(ms));

const columnsOf = (page: RunnerPage, title: string): readonly Column<AgentSummary>[] => [
  {
    key: 'agent',
    title,
    render: ({ agent, running }) => (
      <span className="obs-agent-name">
        <Link href={pagePath(page, agent)}>
          <Name name={agent} />
        </Link>
        {running > 0 && <span className="obs-agent-running">{words.running(running)}</span>}
      </span>
    ),
    sortBy: ({ agent }) => agent,
  },
  {
    key: 'status',
    title: words.columns.status,
    render: (agent) => <HealthBadge status={agent.status} score={agent.score} />,
    sortBy: ({ score }) => score,
  },
  {
    key: 'course',
    title: words.columns.course,
    isWideOnly: true,
    render: ({ agent, course }) => (
      <Sparkline
        values={course.map(({ executions }) => executions)}
        marked={course.map(({ failed }) => failed)}
        color="--obs-chart-running"
        summary={words.course(agent)}
      />
    ),
  },
  {
    key: 'runs',
    title: words.columns.runs,
    isFigure: true,
    render: ({ executions }) => formatCount(executions),
    sortBy: ({ executions }) => executions,
  },
  {
    key: 'change',
    title: words.columns.change,
    isFigure: true,
    isWideOnly: true,
    render: ({ executions, before }) => (
      <span title={words.changeNote(before.executions)}>
        {formatChange(executions, before.executions) ?? words.fresh}
      </span>
    ),
    sortBy: ({ executions, before }) =>
      before.executions === 0 ? null : (executions - before.executions) / before.executions,
  },
  failedColumn(words.columns.failed),
  {
    key: 'success',
    title: words.columns.success,
    isFigure: true,
    isWideOnly: true,
    render: (agent) => {
      const share = success(agent);
      return share === null ? texts.none : formatShare(share);
    },
    sortBy: success,
  },
  {
    key: 'p50',
    title: words.columns.p50,
    isFigure: true,
    isWideOnly: true,
    render: ({ p50_duration_ms }) => duration(p50_duration_ms),
    sortBy: ({ p50_duration_ms }) => p50_duration_ms,
  },
  {
    key: 'p95',
    title: words.columns.p95,
    isFigure: true,
    isWideOnly: true,
    render: ({ p95_duration_ms }) => duration(p95_duration_ms),
    sortBy: ({ p95_duration_ms }) => p95_duration_ms,
  },
  {
    key: 'tokens',
    title: words.columns.tokens,
    isFigure: true,
    isWideOnly: true,
    render: ({ input_tokens, output_tokens }) => formatCount(input_tokens + output_tokens),
    sortBy: ({ input_tokens, output_tokens }) => input_tokens + output_tokens,
  },
  {
    key: 'cost',
    title: words.columns.cost,
    isFigure: true,
    isWideOnly: true,
    render: ({ cost_usd, unpriced_calls }) => <Cost usd={cost_usd} unpricedCalls={unpriced_calls} />,
    sortBy: ({ cost_usd }) => cost_usd,
  },
  {
    key: 'seen',
    title: words.columns.seen,
    isFigure: true,
    isWideOnly: true,
    render: ({ last_seen }) => (last_seen === null ? texts.none : <Ago time={last_seen} />),
    sortBy: ({ last_seen }) => last_seen,
  },
];

interface AgentTableProps {
  readonly agents: readonly AgentSummary[];
  /** Where a row leads. */
  readonly page?: RunnerPage;
  readonly label?: string;
  /** Of the column of names. */
  readonly title?: string;
}

/** Agents or workflows as rows; those that run most come first. */
export function AgentTable(props: AgentTableProps) {
  const { agents, page = 'agents', label = words.table, title = words.columns.agent } = props;
  return (
    <DataTable
      label={label}
      columns={columnsOf(page, title)}
      rows={agents}
      keyOf={({ agent }) => agent}
      sort={{ key: 'runs', descending: true }}
    />
  );
}
