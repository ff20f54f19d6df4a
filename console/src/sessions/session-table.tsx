import type { SessionSummary } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatExactCount } from '../lib/format-number.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { activeColumn, agentsColumn, costColumn, failedColumn, tokensColumn } from './figure-columns.tsx';
import { Names } from './names.tsx';

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
  failedColumn,
  agentsColumn,
  {
    key: 'duration',
    title: words.columns.duration,
    isFigure: true,
    isWideOnly: true,
    sortBy: ({ duration_ms }) => duration_ms,
    render: ({ duration_ms }) => formatDuration(duration_ms),
  },
  tokensColumn,
  costColumn,
  activeColumn,
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
