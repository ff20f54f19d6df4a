import { useState } from 'react';
import type { SessionSummary } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { ListHead, useSort } from './list-head.tsx';
import { NoParticipants } from './no-participants.tsx';
import { SessionTable } from './session-table.tsx';
import { sessionsQuestion } from './sessions-questions.ts';

const DAY_MINUTES = 1_440;
const REFRESH_MS = 10_000;

/** Sessions of a stretch of time. */
export function SessionList() {
  const { query: range } = useTimeRange(DAY_MINUTES);
  const sort = useSort();
  const [user] = useSearchParam('user');
  const [agent] = useSearchParam('agent');
  const [sought] = useSearchParam('find');
  const [pages, setPages] = useState(1);
  const asked = { sort, ...(user ? { user } : {}), ...(agent ? { agent } : {}) };
  const query = useHubQuery(sessionsQuestion(range, asked, pages), { keepsBefore: true });
  useRefreshOnChange(['sessions'], REFRESH_MS);
  const only = [
    ...(user ? [{ part: 'user', text: words.onlyUser(user) }] : []),
    ...(agent ? [{ part: 'agent', text: words.onlyAgent(agent) }] : []),
  ];
  return (
    <>
      <PageHead
        title={words.sessions}
        note={query.data && words.note(query.data.rows.length, query.data.hasMore)}
        rangeMinutes={DAY_MINUTES}
      />
      <ListHead sort={sort} placeholder={words.filterPlaceholder} only={only} />
      <Answer query={query} lines={8}>
        {({ rows, hasMore }) => {
          if (rows.length === 0) return <NoParticipants title={words.empty.title} text={words.empty.text} />;
          const found = rows.filter((row) => isFound(row, sought ?? ''));
          return (
            <>
              {found.length === 0 ? (
                <p className="obs-section-empty">{words.noMatch}</p>
              ) : (
                <div className="obs-card obs-card-body">
                  <SessionTable key={`${sort} ${sought}`} sessions={found} />
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

function isFound({ session_id, users, agents }: SessionSummary, words: string): boolean {
  const sought = words.trim().toLowerCase();
  return [session_id, ...users, ...agents].some((text) => text.toLowerCase().includes(sought));
}
