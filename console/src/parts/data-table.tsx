import { type ReactNode, useMemo, useState } from 'react';
import { texts } from '../texts/common.ts';
import { classNames } from './class-names.ts';

export interface Column<R> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: R) => ReactNode;
  /** What the column is sorted by; without it, it cannot be. Null comes last. */
  readonly sortBy?: (row: R) => number | string | null;
  /** Figures stand at the right. */
  readonly isFigure?: boolean;
  /** Left out where the page is narrow. */
  readonly isWideOnly?: boolean;
}

interface Sort {
  readonly key: string;
  readonly descending: boolean;
}

interface DataTableProps<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** The order at first; as given where it is left out. */
  readonly sort?: Sort;
  /** Rows that are drawn at first; a button shows as many more. */
  readonly pageSize?: number;
  readonly rowClass?: (row: R) => string | undefined;
}

function compare(a: number | string | null, b: number | string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

function sorted<R>(rows: readonly R[], columns: readonly Column<R>[], sort: Sort | undefined): readonly R[] {
  const by = columns.find((column) => column.key === sort?.key)?.sortBy;
  if (!by || !sort) return rows;
  const sign = sort.descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [by(one), by(other)];
    return a === null || b === null ? compare(a, b) : sign * compare(a, b);
  });
}

/** A table whose heads sort it. */
export function DataTable<R>(props: DataTableProps<R>) {
  const { label, columns, rows, keyOf, pageSize = 100, rowClass } = props;
  const [sort, setSort] = useState(props.sort);
  const [shown, setShown] = useState(pageSize);
  const ordered = useMemo(() => sorted(rows, columns, sort), [rows, columns, sort]);
  const classOf = ({ isFigure, isWideOnly }: Column<R>) =>
    classNames(isFigure && 'is-figure', isWideOnly && 'is-wide-only');
  const press = (key: string) =>
    setSort((now) => ({ key, descending: now?.key === key ? !now.descending : true }));

  return (
    <div className="obs-data">
      <table className="obs-data-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={classOf(column)}
                aria-sort={
                  sort?.key === column.key ? (sort.descending ? 'descending' : 'ascending') : undefined
                }
              >
                {column.sortBy ? (
                  <button type="button" className="obs-sort" onClick={() => press(column.key)}>
                    {column.title}
                    <span aria-hidden="true">
                      {sort?.key === column.key ? (sort.descending ? ' ↓' : ' ↑') : ''}
                    </span>
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.slice(0, shown).map((row) => (
            <tr key={keyOf(row)} className={rowClass?.(row)}>
              {columns.map((column) => (
                <td key={column.key} className={classOf(column)}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {ordered.length > shown && (
        <button type="button" className="obs-button" onClick={() => setShown(shown + pageSize)}>
          {texts.showMore(ordered.length - shown)}
        </button>
      )}
    </div>
  );
}
