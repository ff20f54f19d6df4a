// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be <tr>
// biome-ignore-all lint/a11y/useFocusableInteractive: the button within a head takes the focus
import type { ListSort } from '../lib/list-filter.ts';
import { classNames } from '../parts/class-names.ts';
import { executionsTexts } from '../texts/executions.ts';
import type { ExecutionColumn } from './columns.tsx';

interface ColumnHeadsProps {
  readonly columns: readonly ExecutionColumn[];
  readonly sort: ListSort;
  readonly onSort: (sort: ListSort) => void;
  /** Rows have a box before them. */
  readonly isChoosing: boolean;
}

/** The heads of the list; those that the hub can order by are buttons. */
export function ColumnHeads({ columns, sort: sorted, onSort, isChoosing }: ColumnHeadsProps) {
  return (
    <div role="rowgroup" className="obs-column-heads">
      <div role="row" className="obs-row-grid">
        {isChoosing && (
          <div role="columnheader">
            <span className="obs-sr-only">{executionsTexts.compare}</span>
          </div>
        )}
        {columns.map(({ key, title, sort, isFigure }) => (
          <div
            key={key}
            role="columnheader"
            className={classNames(`obs-head-${key}`, isFigure && 'is-figure')}
            aria-sort={sort === undefined ? undefined : sort === sorted ? 'descending' : 'none'}
          >
            {sort === undefined ? (
              title
            ) : (
              <button
                type="button"
                className="obs-sort"
                title={executionsTexts.sorts[sort]}
                onClick={() => onSort(sort)}
              >
                {title}
                {sort === sorted && <span aria-hidden="true"> ↓</span>}
              </button>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
