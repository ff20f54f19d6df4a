import { useId } from 'react';
import type { Execution, Snapshot } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { toMs } from '../lib/format-time.ts';
import { Answer } from '../parts/answer.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { textOfValue } from '../parts/value-view.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { executionTexts } from '../texts/execution.ts';
import { differenceQuestion, snapshotsQuestion } from './execution-questions.ts';
import { StateChanges } from './state-changes.tsx';
import { StateTree } from './state-tree.tsx';

const words = executionTexts.states;

/** The states that an execution recorded: back and forth through them, and what changed from one to another. */
export function StatesTab({ execution }: { execution: Execution }) {
  const query = useHubQuery(snapshotsQuestion(execution.id));
  return (
    <Answer query={query} lines={6}>
      {({ snapshots, isCut }) =>
        snapshots.length === 0 ? (
          <p className="obs-section-empty">{words.empty}</p>
        ) : (
          <>
            <States execution={execution} snapshots={snapshots} />
            {isCut && <p className="obs-state-note">{words.cut(snapshots.length)}</p>}
          </>
        )
      }
    </Answer>
  );
}

function States({ execution, snapshots }: { execution: Execution; snapshots: readonly Snapshot[] }) {
  const [state, setState] = useSearchParam('state');
  const [against, setAgainst] = useSearchParam('against');
  const id = useId();
  const placeOf = (sequence: string | null) =>
    sequence === null ? -1 : snapshots.findIndex((one) => String(one.sequence) === sequence);
  const found = placeOf(state);
  const place = found === -1 ? snapshots.length - 1 : found;
  const shown = snapshots[place];
  const chosen = placeOf(against);
  const other = chosen === -1 ? snapshots[place - 1] : snapshots[chosen];
  if (!shown) return null;
  const go = (to: number) => {
    const next = snapshots[Math.min(snapshots.length - 1, Math.max(0, to))];
    if (next) setState(String(next.sequence));
  };
  const offset = `+${formatDuration(Math.max(0, toMs(shown.time) - toMs(execution.started_at)))}`;
  return (
    <div className="obs-states">
      <div className="obs-state-travel">
        <label htmlFor={id}>{words.slider}</label>
        <button type="button" className="obs-button" disabled={place === 0} onClick={() => go(place - 1)}>
          {words.previous}
        </button>
        <input
          id={id}
          type="range"
          min={0}
          max={snapshots.length - 1}
          value={place}
          aria-valuetext={words.valueText(place + 1, snapshots.length, shown.step, offset)}
          onChange={(event) => go(Number(event.target.value))}
        />
        <button
          type="button"
          className="obs-button"
          disabled={place === snapshots.length - 1}
          onClick={() => go(place + 1)}
        >
          {words.next}
        </button>
        <output className="obs-state-place">
          {words.at(place + 1, snapshots.length)}
          {shown.step !== null && (
            <>
              {', '}
              <span className="obs-foreign">{words.after(shown.step)}</span>
            </>
          )}
          {`, ${offset}`}
        </output>
        <label className="obs-state-against">
          {words.against}
          <select
            value={chosen === -1 ? '' : (against ?? '')}
            onChange={(event) => setAgainst(event.target.value === '' ? null : event.target.value)}
          >
            <option value="">{words.againstBefore}</option>
            {snapshots.map(({ sequence, step }, index) => (
              <option key={sequence} value={sequence}>
                {words.againstOne(index + 1, step)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Compared executionId={execution.id} shown={shown} other={other} />
    </div>
  );
}

interface ComparedProps {
  readonly executionId: string;
  readonly shown: Snapshot;
  readonly other: Snapshot | undefined;
}

function Compared({ executionId, shown, other }: ComparedProps) {
  const query = useHubQuery(differenceQuestion(executionId, other?.sequence ?? 0, shown.sequence), {
    on: other !== undefined && other.sequence !== shown.sequence,
    keepsBefore: true,
  });
  const changed = new Set(
    other && query.data?.to.sequence === shown.sequence ? query.data.changes?.map(({ path }) => path) : [],
  );
  return (
    <div className="obs-state-columns">
      <section aria-label={words.state}>
        <header className="obs-state-head">
          <h3>{words.state}</h3>
          {shown.unknown === null && <CopyButton value={textOfValue(shown.state)} label={words.copyState} />}
        </header>
        {shown.unknown === null ? (
          <div className="obs-state-tree">
            <StateTree key={shown.sequence} name={words.root} value={shown.state} path="" changed={changed} />
          </div>
        ) : (
          <p className="obs-state-note">{words.unknown[shown.unknown]}</p>
        )}
      </section>
      <section aria-label={words.change}>
        <header className="obs-state-head">
          <h3>{words.change}</h3>
        </header>
        {other === undefined || other.sequence === shown.sequence ? (
          <p className="obs-state-note">{other ? words.changes(0) : words.noneBefore}</p>
        ) : (
          <Answer query={query}>{(difference) => <StateChanges difference={difference} />}</Answer>
        )}
      </section>
    </div>
  );
}
