import type { UserDetail } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatExactCount, formatShare } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tile } from '../parts/tile.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { AgentShares } from '../sessions/agent-shares.tsx';
import { CostTile } from '../sessions/cost-tile.tsx';
import { SessionTable } from '../sessions/session-table.tsx';
import { texts } from '../texts/common.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { userQuestion } from './users-questions.ts';

const WEEK_MINUTES = 7 * 1_440;
const REFRESH_MS = 5_000;
/** The hub keeps its answers for a while: what changed may be told only by a later one. */
const KEPT_MS = 10_000;

/** One user: what was done for them, by whom, in which sessions, at what cost. */
export function UserPage({ id }: { id: string }) {
  const { query: range } = useTimeRange(WEEK_MINUTES);
  const query = useHubQuery(userQuestion(id, range), { keepsBefore: true, everyMs: KEPT_MS });
  useRefreshOnChange(['user', id], REFRESH_MS);
  return (
    <>
      <Breadcrumb within={[[pagePath('users'), words.users]]} current={id}>
        <Link href={`${pagePath('executions')}?user=${encodeURIComponent(id)}`}>{words.allRuns}</Link>
        <Link href={`${pagePath('admin', 'privacy')}?user=${encodeURIComponent(id)}`}>{words.privacy}</Link>
      </Breadcrumb>
      <PageHead title={id} rangeMinutes={WEEK_MINUTES} />
      <Answer query={query} lines={10}>
        {(detail) => <Loaded detail={detail} />}
      </Answer>
    </>
  );
}

function Loaded({ detail: { user, agents, sessions } }: { detail: UserDetail }) {
  const { tiles } = words;
  return (
    <>
      <div className="obs-figure-tiles">
        <Tile title={words.columns.executions} value={formatExactCount(user.executions)} />
        <Tile title={tiles.sessions} value={formatExactCount(user.sessions)} />
        <Tile
          title={tiles.failed}
          value={formatExactCount(user.failed)}
          note={
            user.error_rate === null ? tiles.nothingEnded : tiles.failedNote(formatShare(user.error_rate))
          }
          tone={user.failed > 0 ? 'failed' : undefined}
        />
        <Tile
          title={tiles.meanDuration}
          value={user.mean_duration_ms === null ? texts.none : formatDuration(user.mean_duration_ms)}
        />
        <CostTile usd={user.cost_usd} unpricedCalls={user.unpriced_calls} />
        <Tile
          title={tiles.tokens}
          value={formatCount(user.input_tokens + user.output_tokens)}
          note={tiles.tokensNote(formatCount(user.input_tokens), formatCount(user.output_tokens))}
        />
      </div>
      <div className="obs-session-body">
        <Panel title={words.userSessions}>
          {sessions.length === 0 ? (
            <p className="obs-panel-note">{words.noSessions}</p>
          ) : (
            <SessionTable sessions={sessions} isOfOneUser />
          )}
        </Panel>
        <AgentShares agents={agents} />
      </div>
    </>
  );
}
