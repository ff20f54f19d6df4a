import type { SnapshotDifference } from '../hub/types.ts';
import { ValueView } from '../parts/value-view.tsx';
import { executionTexts } from '../texts/execution.ts';

const words = executionTexts.states;

/** What changed between two states, place by place. */
export function StateChanges({ difference }: { difference: SnapshotDifference }) {
  const { changes, change_count, truncated, steps } = difference;
  const names = steps.flatMap(({ step }) => (step === null ? [] : [step]));
  return (
    <>
      <p className="obs-state-note">
        {changes !== null && words.changes(change_count ?? changes.length)}
        {names.length > 0 && (
          <>
            {'. '}
            <span className="obs-foreign">{words.between(names.join(' › '))}</span>
          </>
        )}
      </p>
      {changes === null && <p className="obs-state-note">{words.unknownDifference}</p>}
      <ul className="obs-changes">
        {changes?.map((change) => (
          <li key={`${change.op} ${change.path}`} className={`is-${change.op}`}>
            <span className="obs-change-op">{words.ops[change.op]}</span>
            <code className="obs-foreign">{change.path === '' ? words.root : change.path}</code>
            <div className="obs-change-values">
              {change.before !== undefined && (
                <div className="obs-change-before">
                  <span className="obs-sr-only">{words.was}</span>
                  <ValueView value={change.before} label={words.was} />
                </div>
              )}
              {change.value !== undefined && (
                <div className="obs-change-after">
                  <span className="obs-sr-only">{words.is}</span>
                  <ValueView value={change.value} label={words.is} />
                </div>
              )}
            </div>
          </li>
        ))}
      </ul>
      {truncated && <p className="obs-state-note">{words.truncated(changes?.length ?? 0)}</p>}
    </>
  );
}
