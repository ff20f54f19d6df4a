import { useState } from 'react';
import { formatScore } from '../execution/format-score.ts';
import type { SessionDetail } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, formatExactCount, formatShare } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { Breadcrumb } from '../parts/breadcrumb.tsx';
import { Fact } from '../parts/fact.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Tile } from '../parts/tile.tsx';
import { Absolute, Ago } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { sessionsTexts as words } from '../texts/sessions.ts';
import { AgentShares } from './agent-shares.tsx';
import { CostTile } from './cost-tile.tsx';
import { Names } from './names.tsx';
import { turnsOf } from './session-turns.ts';
import { meanScore, sessionQuestion } from './sessions-questions.ts';
import { TurnCard } from './turn-card.tsx';

const REFRESH_MS = 3_000;
const KEPT_MS = 10_000;

/** One session: what was said and done in it, in order. */
export function SessionPage({ id }: { id: string }) {
  const question = sessionQuestion(id);
  // The hub keeps its answers for a while: what changed may be told only by a later one.
  const query = useHubQuery(question, { everyMs: KEPT_MS });
  useRefreshOnChange(question.key, REFRESH_MS);
  return (
    <>
      <Breadcrumb within={[[pagePath('sessions'), words.sessions]]} current={id}>
        <Link href={`${pagePath('executions')}?session=${encodeURIComponent(id)}&nested=1`}>
          {words.allRuns}
        </Link>
      </Breadcrumb>
      <PageHead title={id} />
      <Answer query={query} lines={10}>
        {(detail) => <Loaded detail={detail} />}
      </Answer>
    </>
  );
}

const PAGE = 50;

function Loaded({ detail }: { detail: SessionDetail }) {
  const { session, agents, truncated } = detail;
  const turns = turnsOf(detail);
  const [shown, setShown] = useState(PAGE);
  return (
    <>
      <dl className="obs-facts">
        {session.users.length > 0 && (
          <Fact title={words.facts.user}>
            <Names page="users" names={session.users} count={session.user_count} />
          </Fact>
        )}
        <Fact title={words.facts.started}>
          <Absolute time={session.started_at} />
        </Fact>
        <Fact title={words.facts.last}>
          <Ago time={session.last_activity_at} />
        </Fact>
        <Fact title={words.facts.agents}>
          <Names page="agents" names={session.agents} count={session.agent_count} />
        </Fact>
      </dl>
      <Tiles detail={detail} />
      <div className="obs-session-body">
        <section aria-label={words.turns.label}>
          <h2>{words.turns.title}</h2>
          <ol className="obs-turns">
            {turns.slice(0, shown).map((turn) => (
              <TurnCard key={turn.run.id} turn={turn} />
            ))}
          </ol>
          {turns.length > shown && (
            <button type="button" className="obs-button" onClick={() => setShown(shown + PAGE)}>
              {words.turns.more(turns.length - shown)}
            </button>
          )}
          {truncated.includes('runs') && <p className="obs-state-note">{words.turns.cut}</p>}
        </section>
        <AgentShares agents={agents} />
      </div>
    </>
  );
}

function Tiles({ detail: { session, evaluations } }: { detail: SessionDetail }) {
  const score = meanScore(evaluations);
  const tokens = session.input_tokens + session.output_tokens;
  const { tiles } = words;
  return (
    <div className="obs-figure-tiles">
      <Tile
        title={tiles.turns}
        value={formatExactCount(session.turns)}
        note={tiles.runs(session.executions)}
      />
      <Tile
        title={tiles.failed}
        value={formatExactCount(session.failed)}
        note={
          session.error_rate === null ? tiles.nothingEnded : tiles.failedNote(formatShare(session.error_rate))
        }
        tone={session.failed > 0 ? 'failed' : undefined}
      />
      <Tile title={tiles.duration} value={formatDuration(session.duration_ms)} />
      <CostTile usd={session.cost_usd} unpricedCalls={session.unpriced_calls} />
      <Tile
        title={tiles.tokens}
        value={formatCount(tokens)}
        note={tiles.tokensNote(formatCount(session.input_tokens), formatCount(session.output_tokens))}
      />
      <Tile
        title={tiles.score}
        value={formatScore(score?.mean ?? null)}
        note={score ? tiles.scoreNote(score.count) : tiles.notJudged}
      />
    </div>
  );
}
