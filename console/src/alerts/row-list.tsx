import { type ReactNode, useState } from 'react';
import { Icon } from '../parts/icon.tsx';

interface RowListProps<R> {
  readonly rows: readonly R[];
  readonly onRows: (rows: readonly R[]) => void;
  /** What a new row begins as. */
  readonly make: () => R;
  readonly addLabel: string;
  /** The name of the button that takes a row out; rows count from 1. */
  readonly removeLabel: (row: number) => string;
  readonly render: (row: R, change: (part: Partial<R>) => void, number: number) => ReactNode;
}

/** Rows of controls, of which there can be more and fewer. */
export function RowList<R>({ rows, onRows, make, addLabel, removeLabel, render }: RowListProps<R>) {
  // A row keeps its controls, and what is typed in them, when one above it goes.
  const [ids, setIds] = useState(() => rows.map((_, index) => index));
  const add = () => {
    setIds([...ids, Math.max(-1, ...ids) + 1]);
    onRows([...rows, make()]);
  };
  const remove = (at: number) => {
    setIds(ids.toSpliced(at, 1));
    onRows(rows.toSpliced(at, 1));
  };
  return (
    <div className="obs-row-list">
      {rows.map((row, at) => (
        <div key={ids[at] ?? `more ${at}`} className="obs-row-list-row">
          {render(row, (part) => onRows(rows.with(at, { ...row, ...part })), at + 1)}
          <button
            type="button"
            className="obs-icon-button"
            aria-label={removeLabel(at + 1)}
            title={removeLabel(at + 1)}
            onClick={() => remove(at)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button type="button" className="obs-button is-quiet" onClick={add}>
        <Icon name="plus" />
        {addLabel}
      </button>
    </div>
  );
}
