import type { SessionSummary } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatExactCount } from '../lib/format-number.ts';
import { Cost } from '../parts/cost.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { Names } from './names.tsx';

const tokensOf = ({ input_tokens, output_tokens }: SessionSummary) => input_tokens + output_tokens;

const columns: readonly Column<SessionSummary>[] = [
  {
    key: 'session',
    title: words.columns.session,
    sortBy: ({ session_id }) => session_id,
    render: ({ session_id, source }) => (
      <>
        <Link href={pagePath('sessions', session_id)} className="obs-foreign">
          {session_id}
        </Link>
        {source === 'conversation' && <span className="obs-card-note"> {words.conversation}</span>}
      </>
    ),
  },
  {
    key: 'user',
    title: words.columns.user,
    sortBy: ({ users }) => users[0] ?? null,
    render: ({ users, user_count }) => <Names page="users" names={users} count={user_count} />,
  },
  {
    key: 'turns',
    title: words.columns.turns,
    isFigure: true,
    sortBy: ({ turns }) => turns,
    render: ({ turns }) => formatExactCount(turns),
  },
  {
    key: 'failed',
    title: words.columns.failed,
    isFigure: true,
    sortBy: ({ failed }) => failed,
    render: ({ failed }) => (
      <span className={failed > 0 ? 'is-worse' : 'is-absent'}>{formatExactCount(failed)}</span>
    ),
  },
  {
    key: 'agents',
    title: words.columns.agents,
    isWideOnly: true,
    render: ({ agents, agent_count }) => <Names page="agents" names={agents} count={agent_count} />,
  },
  {
    key: 'duration',
    title: words.columns.duration,
    isFigure: true,
    isWideOnly: true,
    sortBy: ({ duration_ms }) => duration_ms,
    render: ({ duration_ms }) => formatDuration(duration_ms),
  },
  {
    key: 'tokens',
    title: words.columns.tokens,
    isFigure: true,
    isWideOnly: true,
    sortBy: tokensOf,
    render: (session) => formatCount(tokensOf(session)),
  },
  {
    key: 'cost',
    title: words.columns.cost,
    isFigure: true,
    sortBy: ({ cost_usd }) => cost_usd,
    render: ({ cost_usd, unpriced_calls }) => <Cost usd={cost_usd} unpricedCalls={unpriced_calls} />,
  },
  {
    key: 'active',
    title: words.columns.active,
    isFigure: true,
    isWideOnly: true,
    sortBy: ({ last_activity_at }) => last_activity_at,
    render: ({ last_activity_at }) => <Ago time={last_activity_at} />,
  },
];
const withoutUser = columns.filter(({ key }) => key !== 'user');

interface SessionTableProps {
  readonly sessions: readonly SessionSummary[];
  /** All are of one user, whose name is said elsewhere. */
  readonly isOfOneUser?: boolean;
}

/** Sessions with their figures. */
export function SessionTable({ sessions, isOfOneUser = false }: SessionTableProps) {
  return (
    <DataTable
      label={words.sessions}
      columns={isOfOneUser ? withoutUser : columns}
      rows={sessions}
      keyOf={({ session_id }) => session_id}
    />
  );
}
