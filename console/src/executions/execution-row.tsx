// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be <tr>
// biome-ignore-all lint/a11y/useFocusableInteractive: the link within takes the focus
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the link within takes the keys
import { type MouseEvent, memo, type Ref, useState } from 'react';
import type { Execution } from '../hub/types.ts';
import { classNames } from '../parts/class-names.ts';
import type { RowPlace } from '../parts/virtual-rows.tsx';
import { usePlace } from '../place/place-context.tsx';
import { executionPath } from '../place/route.ts';
import { executionsTexts } from '../texts/executions.ts';
import type { ExecutionColumn } from './columns.tsx';

interface ExecutionRowProps {
  readonly execution: Execution;
  readonly columns: readonly ExecutionColumn[];
  readonly place: RowPlace;
  readonly frozen: boolean;
  readonly isNew: boolean;
  /** Chosen to be compared; null while none are chosen. */
  readonly isChosen: boolean | null;
  readonly onChoose: (execution: Execution) => void;
}

/**
 * One execution in the list. The whole row opens it, or chooses it while two are chosen; its name is the link for
 * keyboards and readers.
 */
export const ExecutionRow = memo(
  function ExecutionRow(props: ExecutionRowProps) {
    const { execution, columns, place, frozen, isNew, isChosen, onChoose } = props;
    const here = usePlace();
    const [arrived] = useState(isNew);
    const press = (event: MouseEvent<HTMLElement>) => {
      const onControl = (event.target as HTMLElement).closest('a, label');
      if (onControl || !document.getSelection()?.isCollapsed) return;
      if (isChosen === null) here.go(executionPath(execution.id));
      else onChoose(execution);
    };
    return (
      <div
        {...place}
        ref={place.ref as Ref<HTMLDivElement>}
        role="row"
        className={classNames(
          'obs-row obs-row-grid',
          `is-${execution.status}`,
          arrived && 'is-new',
          isChosen && 'is-chosen',
        )}
        data-execution={execution.id}
        onClick={press}
      >
        {isChosen !== null && (
          <div role="cell" className="obs-cell-choice">
            <label className="obs-choice">
              <input
                type="checkbox"
                checked={isChosen}
                aria-label={executionsTexts.choose(execution.name)}
                onChange={() => onChoose(execution)}
              />
            </label>
          </div>
        )}
        {columns.map((column) => (
          <div
            key={column.key}
            role="cell"
            className={classNames(`obs-cell-${column.key}`, column.isFigure && 'is-figure')}
          >
            {column.render(execution, frozen)}
          </div>
        ))}
      </div>
    );
  },
  (before, after) =>
    before.execution === after.execution &&
    before.columns === after.columns &&
    before.frozen === after.frozen &&
    before.isChosen === after.isChosen &&
    before.onChoose === after.onChoose &&
    before.place.style.transform === after.place.style.transform &&
    before.place['data-index'] === after.place['data-index'],
);
