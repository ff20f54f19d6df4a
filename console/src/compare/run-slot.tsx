import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Cost } from '../parts/cost.tsx';
import { Duration } from '../parts/duration.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Absolute } from '../parts/time.tsx';
import { Link } from '../place/link.tsx';
import { executionPath } from '../place/route.ts';
import { compareTexts } from '../texts/compare.ts';
import { runQuestion } from './compare-questions.ts';
import { RunPicker } from './run-picker.tsx';

const words = compareTexts.pick;
const GOOD_FOR_MS = 30_000;

interface RunSlotProps {
  readonly side: 'a' | 'b';
  /** The run that is chosen. */
  readonly id: string | null;
  /** What the run of the other side is called. */
  readonly other: string | null;
  readonly onChoose: (id: string | null) => void;
}

/** One side of a comparison: the run that was chosen, or a choice. */
export function RunSlot({ side, id, other, onChoose }: RunSlotProps) {
  const letter = compareTexts.sides[side];
  const query = useHubQuery(runQuestion(id ?? ''), { on: id !== null, goodForMs: GOOD_FOR_MS });
  if (id === null) {
    return (
      <section className={`obs-slot is-${side}`} aria-label={words.title(letter)}>
        <h2>
          <span className={`obs-letter is-${side}`}>{letter}</span> {words.title(letter)}
        </h2>
        <RunPicker side={side} name={other} onChoose={onChoose} />
      </section>
    );
  }
  return (
    <section className={`obs-slot is-${side}`} aria-label={letter}>
      <Answer query={query} lines={2}>
        {(run) => (
          <div className="obs-slot-head">
            <span className={`obs-letter is-${side}`}>{letter}</span>
            {run ? (
              <>
                <KindIcon kind={run.kind} />
                <Link href={executionPath(run.id)} className="obs-slot-name obs-foreign">
                  {run.name}
                </Link>
                <StatusBadge status={run.status} />
              </>
            ) : (
              <span className="obs-slot-name">{words.gone}</span>
            )}
            <button
              type="button"
              className="obs-button is-quiet"
              aria-label={words.changeSide(letter)}
              onClick={() => onChoose(null)}
            >
              {words.change}
            </button>
            {run && (
              <p className="obs-slot-facts">
                <Absolute time={run.started_at} />
                <Duration startedAt={run.started_at} durationMs={run.duration_ms} />
                <Cost usd={run.cost_usd} unpricedCalls={run.unpriced_calls} />
              </p>
            )}
          </div>
        )}
      </Answer>
    </section>
  );
}
