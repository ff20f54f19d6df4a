import { useState } from 'react';
import type { StepKind } from '../hub/types.ts';
import { KindIcon } from '../parts/kind-icon.tsx';
import { texts } from '../texts/common.ts';

interface DifferentRow {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  /** What it is within, from the outside. */
  readonly within: readonly string[];
  readonly said: readonly { readonly text: string; readonly isBad: boolean }[];
}

const SHOWN = 6;
const kinds = Object.keys(texts.stepKind) as StepKind[];

/** The steps that differ most, each with what it differs by. */
export function MostDifferent({ rows, none }: { rows: readonly DifferentRow[]; none: string }) {
  const [shown, setShown] = useState(SHOWN);
  if (rows.length === 0) return <p className="obs-panel-note">{none}</p>;
  return (
    <>
      <ol className="obs-different">
        {rows.slice(0, shown).map(({ key, kind, name, within, said }) => (
          <li key={key}>
            <KindIcon kind={kinds.find((one) => one === kind) ?? 'step'} />
            <div>
              <p>
                {within.length > 0 && (
                  <span className="obs-different-within obs-foreign">{within.join(' › ')} › </span>
                )}
                <strong className="obs-foreign">{name}</strong>
              </p>
              <p className="obs-different-said">
                {said.map(({ text, isBad }) => (
                  <span key={text} className={isBad ? 'is-worse' : undefined}>
                    {text}
                  </span>
                ))}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {rows.length > shown && (
        <button type="button" className="obs-button is-quiet" onClick={() => setShown(shown + 3 * SHOWN)}>
          {texts.showMore(rows.length - shown)}
        </button>
      )}
    </>
  );
}
