import { useState } from 'react';
import type { UserSummary } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { formatExactCount } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Name } from '../parts/name.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import {
  activeColumn,
  agentsColumn,
  costColumn,
  executionsColumn,
  failedColumn,
  tokensColumn,
} from '../sessions/figure-columns.tsx';
import { ListHead, useSort } from '../sessions/list-head.tsx';
import { NoParticipants } from '../sessions/no-participants.tsx';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { usersQuestion } from './users-questions.ts';

const DAY_MINUTES = 1_440;
const REFRESH_MS = 10_000;

const columns: readonly Column<UserSummary>[] = [
  {
    key: 'user',
    title: words.columns.user,
    sortBy: ({ user_id }) => user_id,
    render: ({ user_id }) => (
      <Link href={pagePath('users', user_id)} className="obs-foreign">
        <Name name={user_id} />
      </Link>
    ),
  },
  executionsColumn,
  {
    key: 'sessions',
    title: words.columns.sessions,
    isFigure: true,
    isWideOnly: true,
    sortBy: ({ sessions }) => sessions,
    render: ({ sessions }) => formatExactCount(sessions),
  },
  failedColumn,
  agentsColumn,
  tokensColumn,
  costColumn,
  activeColumn,
];

/** Users of a stretch of time, with what was done for them. */
export function UserList() {
  const { query: range } = useTimeRange(DAY_MINUTES);
  const sort = useSort();
  const [agent] = useSearchParam('agent');
  const [sought] = useSearchParam('find');
  const [pages, setPages] = useState(1);
  const query = useHubQuery(usersQuestion(range, { sort, ...(agent ? { agent } : {}) }, pages), {
    keepsBefore: true,
  });
  useRefreshOnChange(['users'], REFRESH_MS);
  return (
    <>
      <PageHead
        title={words.users}
        note={query.data && words.note(query.data.rows.length, query.data.hasMore)}
        rangeMinutes={DAY_MINUTES}
      />
      <ListHead
        sort={sort}
        placeholder={words.usersFilterPlaceholder}
        only={agent ? [{ part: 'agent', text: words.onlyAgent(agent) }] : []}
      />
      <Answer query={query} lines={8}>
        {({ rows, hasMore }) => {
          if (rows.length === 0)
            return <NoParticipants title={words.usersEmpty.title} text={words.usersEmpty.text} />;
          const found = rows.filter(({ user_id, agents }) =>
            [user_id, ...agents].some((text) =>
              text.toLowerCase().includes((sought ?? '').trim().toLowerCase()),
            ),
          );
          return (
            <>
              {found.length === 0 ? (
                <p className="obs-section-empty">{words.noMatch}</p>
              ) : (
                <div className="obs-card obs-card-body">
                  <DataTable
                    label={words.users}
                    columns={columns}
                    rows={found}
                    keyOf={({ user_id }) => user_id}
                  />
                </div>
              )}
              {hasMore && (
                <button type="button" className="obs-button" onClick={() => setPages(pages + 1)}>
                  {words.more}
                </button>
              )}
            </>
          );
        }}
      </Answer>
    </>
  );
}
