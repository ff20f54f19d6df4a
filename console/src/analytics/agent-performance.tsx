import type { Analytics } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatShare } from '../lib/format-number.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { HealthBadge } from '../parts/health-badge.tsx';
import { Name } from '../parts/name.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { analyticsTexts } from '../texts/analytics.ts';
import { texts } from '../texts/common.ts';

const words = analyticsTexts.columns;
type Agent = Analytics['agents'][number];

const columns: readonly Column<Agent>[] = [
  {
    key: 'agent',
    title: words.agent,
    render: ({ agent }) => (
      <Link href={pagePath('agents', agent)}>
        <Name name={agent} />
      </Link>
    ),
    sortBy: ({ agent }) => agent,
  },
  {
    key: 'health',
    title: words.health,
    render: ({ status, score }) => <HealthBadge status={status} score={score} />,
    sortBy: ({ score }) => score,
  },
  {
    key: 'events',
    title: words.events,
    isFigure: true,
    isWideOnly: true,
    render: ({ events }) => formatCount(events),
    sortBy: ({ events }) => events,
  },
  {
    key: 'errors',
    title: words.errors,
    isFigure: true,
    render: ({ error_rate }) => (error_rate === null ? texts.none : formatShare(error_rate)),
    sortBy: ({ error_rate }) => error_rate,
  },
  {
    key: 'response',
    title: words.response,
    isFigure: true,
    isWideOnly: true,
    render: ({ average_response_ms }) =>
      average_response_ms === null ? texts.none : formatDuration(average_response_ms),
    sortBy: ({ average_response_ms }) => average_response_ms,
  },
  {
    key: 'sessions',
    title: words.sessions,
    isFigure: true,
    isWideOnly: true,
    render: ({ sessions }) => formatCount(sessions),
    sortBy: ({ sessions }) => sessions,
  },
];

/** How agents fare beside one another. */
export function AgentPerformance({ agents }: { readonly agents: readonly Agent[] }) {
  return (
    <Panel className="is-whole" title={analyticsTexts.byAgent}>
      <DataTable
        label={analyticsTexts.byAgentTable}
        columns={columns}
        rows={agents}
        keyOf={({ agent }) => agent}
        sort={{ key: 'errors', descending: true }}
        pageSize={10}
      />
    </Panel>
  );
}
