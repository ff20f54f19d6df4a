import { formatScore } from '../execution/format-score.ts';
import type { Execution } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { briefText } from '../lib/visible-text.ts';
import { Cost } from '../parts/cost.tsx';
import { Duration } from '../parts/duration.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { LongText } from '../parts/long-text.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Absolute } from '../parts/time.tsx';
import { ValueView } from '../parts/value-view.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { sessionsTexts } from '../texts/sessions.ts';
import type { Turn } from './session-turns.ts';
import { turnQuestion } from './sessions-questions.ts';
import { useOnScreen } from './use-on-screen.ts';

const words = sessionsTexts.turns;
/** A pause from here on is worth a word. */
const LEAST_PAUSE_MS = 60_000;
const GOOD_FOR_MS = 10 * 60_000;

/** One turn of a session: what was asked, what came of it, what it cost, how it was judged. */
export function TurnCard({ turn: { run, nested, evaluations, pauseMs } }: { turn: Turn }) {
  const { ref, wasSeen } = useOnScreen<HTMLLIElement>();
  return (
    <li ref={ref} className="obs-turn">
      {pauseMs !== null && pauseMs >= LEAST_PAUSE_MS && (
        <p className="obs-turn-pause">{words.pause(formatDuration(pauseMs))}</p>
      )}
      <header className="obs-turn-head">
        <KindIcon kind={run.kind} />
        <Link href={executionPath(run.id)} className="obs-turn-name obs-foreign">
          {run.name}
        </Link>
        <StatusBadge status={run.status} />
        <span className="obs-turn-figures">
          <Absolute time={run.started_at} />
          <Duration startedAt={run.started_at} durationMs={run.duration_ms} />
          <Cost usd={run.cost_usd} unpricedCalls={run.unpriced_calls} />
          {nested.length > 0 && <span>{words.nested(nested.length)}</span>}
        </span>
      </header>
      {wasSeen ? <Said run={run} /> : <Skeleton lines={2} />}
      {run.error && (
        <p className="obs-turn-error obs-foreign">
          <strong>{briefText(run.error.type)}</strong> {briefText(run.error.message)}
        </p>
      )}
      {evaluations.length > 0 && (
        <ul className="obs-turn-scores">
          {evaluations.map(({ id, name, score, label, explanation }) => (
            <li key={id} className="obs-foreign" title={briefText(explanation ?? '') || undefined}>
              {briefText(name)}{' '}
              <strong>{score === null ? briefText(label ?? '') : formatScore(score)}</strong>
              {score !== null && label !== null && ` ${briefText(label)}`}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Said({ run }: { run: Execution }) {
  const query = useHubQuery(turnQuestion(run.id, run.ended_at), { goodForMs: GOOD_FOR_MS });
  // A run that is not kept any more still has its line.
  if (query.isError) return null;
  if (!query.data) return <Skeleton lines={2} />;
  const { given, answered } = query.data;
  if (given === null && answered === null) return <p className="obs-panel-note">{words.noContent}</p>;
  return (
    <div className="obs-messages">
      {given !== null && <Bubble title={words.given} value={given} />}
      {answered !== null ? (
        <Bubble title={words.answered} value={answered} isOutput />
      ) : (
        run.status === 'running' && <p className="obs-panel-note">{words.running}</p>
      )}
    </div>
  );
}

function Bubble({ title, value, isOutput = false }: { title: string; value: unknown; isOutput?: boolean }) {
  return (
    <article className={`obs-message ${isOutput ? 'is-output' : 'is-user'}`}>
      <h3>{title}</h3>
      {typeof value === 'string' ? (
        <LongText text={value} label={title} />
      ) : (
        <ValueView value={value} label={title} />
      )}
    </article>
  );
}
