import { useState } from 'react';
import { visibleText } from '../lib/visible-text.ts';
import { classNames } from '../parts/class-names.ts';
import { LongText } from '../parts/long-text.tsx';
import { executionTexts } from '../texts/execution.ts';

const words = executionTexts.states;
const PAGE = 100;
/** Levels that are open at first. */
const OPEN_LEVELS = 2;
const LONG = 300;

interface StateTreeProps {
  readonly name: string;
  readonly value: unknown;
  /** JSON Pointer of the value. */
  readonly path: string;
  /** Pointers of what changed; what holds one of them is open and marked. */
  readonly changed: ReadonlySet<string>;
  readonly level?: number;
}

/** A value of any form as a tree that opens and closes. */
export function StateTree({ name, value, path, changed, level = 0 }: StateTreeProps) {
  const isChanged = changed.has(path);
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={classNames('obs-state-leaf', isChanged && 'is-changed')}>
        <span className="obs-state-name">{name}</span>
        <Leaf value={value} name={name} />
      </div>
    );
  }
  const entries = Object.entries(value);
  const holdsChange = isChanged || [...changed].some((one) => one.startsWith(`${path}/`));
  return (
    <details
      className={classNames('obs-state-branch', isChanged && 'is-changed')}
      open={level < OPEN_LEVELS || holdsChange}
    >
      <summary>
        <span className="obs-state-name">{name}</span>
        <span className="obs-state-size">{words.entries(entries.length)}</span>
      </summary>
      <Entries entries={entries} path={path} changed={changed} level={level + 1} />
    </details>
  );
}

interface EntriesProps extends Pick<StateTreeProps, 'path' | 'changed'> {
  readonly entries: readonly (readonly [string, unknown])[];
  readonly level: number;
}

function Entries({ entries, path, changed, level }: EntriesProps) {
  const [shown, setShown] = useState(PAGE);
  return (
    <div className="obs-state-entries">
      {entries.slice(0, shown).map(([key, value]) => (
        <StateTree
          key={key}
          name={key}
          value={value}
          path={`${path}/${pointerPart(key)}`}
          changed={changed}
          level={level}
        />
      ))}
      {entries.length > shown && (
        <button type="button" className="obs-button is-quiet" onClick={() => setShown(shown + PAGE)}>
          {words.moreEntries(entries.length - shown)}
        </button>
      )}
    </div>
  );
}

function Leaf({ value, name }: { value: unknown; name: string }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length > LONG) return <LongText text={text} label={name} isCode />;
  return (
    <span className={`obs-state-value obs-foreign is-${value === null ? 'null' : typeof value}`}>
      {visibleText(text)}
    </span>
  );
}

/** A key as a part of a JSON Pointer (RFC 6901). */
const pointerPart = (key: string) => key.replace(/~/g, '~0').replace(/\//g, '~1');
