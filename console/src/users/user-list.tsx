import { useState } from 'react';
import type { UserSummary } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { formatCount, formatExactCount } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { Cost } from '../parts/cost.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { ListHead, useSort } from '../sessions/list-head.tsx';
import { Names } from '../sessions/names.tsx';
import { NoParticipants } from '../sessions/no-participants.tsx';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { usersQuestion } from './users-questions.ts';

const DAY_MINUTES = 1_440;
const REFRESH_MS = 10_000;

const tokensOf = ({ input_tokens, output_tokens }: UserSummary) => input_tokens + output_tokens;

const columns: readonly Column<UserSummary>[] = [
  {
    key: 'user',
    title: words.columns.user,
    sortBy: ({ user_id }) => user_id,
    render: ({ user_id }) => (
      <Link href={pagePath('users', user_id)} className="obs-foreign">
        {user_id}
      </Link>
    ),
  },
  {
    key: 'executions',
    title: words.columns.executions,
    isFigure: true,
    sortBy: ({ executions }) => executions,
    render: ({ executions }) => formatExactCount(executions),
  },
  {
    key: 'sessions',
    title: words.columns.sessions,
    isFigure: true,
    sortBy: ({ sessions }) => sessions,
    render: ({ sessions }) => formatExactCount(sessions),
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
    key: 'tokens',
    title: words.columns.tokens,
    isFigure: true,
    isWideOnly: true,
    sortBy: tokensOf,
    render: (user) => formatCount(tokensOf(user)),
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
                <DataTable
                  label={words.users}
                  columns={columns}
                  rows={found}
                  keyOf={({ user_id }) => user_id}
                />
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
