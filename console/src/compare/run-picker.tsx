import { useDeferredValue, useState } from 'react';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { Duration } from '../parts/duration.tsx';
import { KindIcon } from '../parts/kind-icon.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Ago } from '../parts/time.tsx';
import { compareTexts } from '../texts/compare.ts';
import { offeredRunsQuestion } from './compare-questions.ts';

const words = compareTexts.pick;

interface RunPickerProps {
  readonly side: 'a' | 'b';
  /** Runs of this name are offered first. */
  readonly name: string | null;
  readonly onChoose: (id: string) => void;
}

/** A choice of one run by words, the newest first. */
export function RunPicker({ side, name, onChoose }: RunPickerProps) {
  const letter = compareTexts.sides[side];
  const [sought, setSought] = useState('');
  const [anyName, setAnyName] = useState(false);
  const asked = useDeferredValue(sought.trim());
  const query = useHubQuery(offeredRunsQuestion(asked, anyName ? null : name), { keepsBefore: true });
  return (
    <>
      <div className="obs-pick-tools">
        <input
          type="search"
          className="obs-input"
          maxLength={200}
          aria-label={words.search(letter)}
          placeholder={words.placeholder}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
        {name !== null && (
          <Chip on={!anyName} onClick={() => setAnyName(!anyName)}>
            <span className="obs-chip-name obs-foreign">{words.only(name)}</span>
          </Chip>
        )}
      </div>
      <Answer query={query} lines={6}>
        {(runs) =>
          runs.length === 0 ? (
            <p className="obs-panel-note">{words.empty}</p>
          ) : (
            <ul className="obs-pick-list" aria-label={words.list(letter)}>
              {runs.map((run) => (
                <li key={run.id}>
                  <button
                    type="button"
                    className="obs-pick"
                    data-run={run.id}
                    onClick={() => onChoose(run.id)}
                  >
                    <StatusBadge status={run.status} />
                    <span className="obs-pick-name">
                      <KindIcon kind={run.kind} />
                      <span className="obs-foreign">{run.name}</span>
                    </span>
                    <Ago time={run.started_at} />
                    <Duration startedAt={run.started_at} durationMs={run.duration_ms} frozen />
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </>
  );
}
