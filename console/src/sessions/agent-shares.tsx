import type { SessionDetail } from '../hub/types.ts';
import { formatExactCount } from '../lib/format-number.ts';
import { Cost } from '../parts/cost.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';

type AgentShare = SessionDetail['agents'][number];

const { columns: titles } = words.agents;

const columns: readonly Column<AgentShare>[] = [
  {
    key: 'agent',
    title: titles.agent,
    sortBy: ({ agent }) => agent,
    render: ({ agent, kind }) => (
      <span className="obs-compared-name">
        <KindIcon kind={kind} />
        <Link href={pagePath(kind === 'agent' ? 'agents' : 'workflows', agent)} className="obs-foreign">
          {agent}
        </Link>
      </span>
    ),
  },
  {
    key: 'executions',
    title: titles.executions,
    isFigure: true,
    sortBy: ({ executions }) => executions,
    render: ({ executions }) => formatExactCount(executions),
  },
  {
    key: 'failed',
    title: titles.failed,
    isFigure: true,
    sortBy: ({ failed }) => failed,
    render: ({ failed }) => (
      <span className={failed > 0 ? 'is-worse' : 'is-absent'}>{formatExactCount(failed)}</span>
    ),
  },
  {
    key: 'cost',
    title: titles.cost,
    isFigure: true,
    sortBy: ({ cost_usd }) => cost_usd,
    render: ({ cost_usd, unpriced_calls }) => <Cost usd={cost_usd} unpricedCalls={unpriced_calls} />,
  },
];

/** Which agents and workflows ran, and what each of them cost. */
export function AgentShares({ agents }: { agents: readonly AgentShare[] }) {
  return (
    <Panel title={words.agents.title}>
      <DataTable
        label={words.agents.title}
        columns={columns}
        rows={agents}
        keyOf={({ kind, agent }) => `${kind} ${agent}`}
      />
    </Panel>
  );
}
