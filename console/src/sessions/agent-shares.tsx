import type { SessionDetail } from '../hub/types.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { Name } from '../parts/name.tsx';
import { Panel } from '../parts/panel.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { costColumn, executionsColumn, failedColumn } from './figure-columns.tsx';

type AgentShare = SessionDetail['agents'][number];

const columns: readonly Column<AgentShare>[] = [
  {
    key: 'agent',
    title: words.agents.agent,
    sortBy: ({ agent }) => agent,
    render: ({ agent, kind }) => (
      <span className="obs-compared-name">
        <KindIcon kind={kind} />
        <Link href={pagePath(kind === 'agent' ? 'agents' : 'workflows', agent)} className="obs-foreign">
          <Name name={agent} />
        </Link>
      </span>
    ),
  },
  executionsColumn,
  failedColumn,
  costColumn,
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
