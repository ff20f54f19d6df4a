import type { SessionSummary } from '../hub/types.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatExactCount } from '../lib/format-number.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { activeColumn, agentsColumn, costColumn, failedColumn, tokensColumn } from './figure-columns.tsx';
import { Names } from './names.tsx';

const usersOf = ({ users, user_count }: SessionSummary) => (
  <Names page="users" names={users} count={user_count} />
);

const userColumn: Column<SessionSummary> = {
  key: 'user',
  title: words.columns.user,
  isWideOnly: true,
  sortBy: ({ users }) => users[0] ?? null,
  render: usersOf,
};

const columnsOf = (isOfOneUser: boolean): readonly Column<SessionSummary>[] => [
  {
    key: 'session',
    title: words.columns.session,
    sortBy: ({ session_id }) => session_id,
    render: (session) => (
      <>
        <Link href={pagePath('sessions', session.session_id)} className="obs-foreign">
          <Name name={session.session_id} />
        </Link>
        {session.source === 'conversation' && <span className="obs-card-note"> {words.conversation}</span>}
        {!isOfOneUser && <div className="obs-narrow-only">{usersOf(session)}</div>}
      </>
    ),
  },
  ...(isOfOneUser ? [] : [userColumn]),
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
const columns = columnsOf(false);
const columnsOfOneUser = columnsOf(true);

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
      columns={isOfOneUser ? columnsOfOneUser : columns}
      rows={sessions}
      keyOf={({ session_id }) => session_id}
    />
  );
}
