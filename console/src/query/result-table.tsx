// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be <tr>
// biome-ignore-all lint/a11y/useFocusableInteractive: the table as a whole takes the focus, and scrolls
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the same
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { classNames } from '../parts/class-names.ts';
import { queryTexts } from '../texts/query.ts';
import { rolesOf } from './chart-data.ts';
import { cellValue, type SqlResult, type SqlValue } from './run-sql.ts';

const ROW_PX = 32;
const LEAST_CHARACTERS = 8;
const MOST_CHARACTERS = 48;
const MEASURED_ROWS = 200;

/** How wide each column is: its longest value among the first, within bounds. */
function tracksOf({ columns, rows }: SqlResult): string {
  return columns
    .map(({ name }, index) => {
      const lengths = rows.slice(0, MEASURED_ROWS).map((row) => String(row[index] ?? '').length);
      const longest = Math.max(name.length + 2, LEAST_CHARACTERS, ...lengths);
      return `minmax(${Math.min(longest + 3, MOST_CHARACTERS)}ch, 1fr)`;
    })
    .join(' ');
}

/** The rows of an answer; only those on screen exist, however many there are. */
export function ResultTable({ result }: { result: SqlResult }) {
  const { columns, rows } = result;
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const isFigure = useMemo(() => rolesOf(result).map(({ role }) => role === 'figure'), [result]);
  return (
    <div
      ref={box}
      className="obs-result"
      // Wide rows and many of them scroll, by keyboard too.
      tabIndex={0}
      role="table"
      aria-label={queryTexts.tableLabel}
      aria-rowcount={rows.length + 1}
      style={{ '--obs-tracks': tracksOf(result) }}
    >
      <div role="rowgroup" className="obs-result-heads">
        <div role="row" className="obs-result-row">
          {columns.map(({ name, type }, index) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of an answer may share a name and never move
              key={index}
              role="columnheader"
              className={classNames('obs-foreign', isFigure[index] && 'is-figure')}
              title={type}
            >
              {name}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="obs-result-rows" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className="obs-result-row"
            style={{ transform: `translateY(${start}px)` }}
          >
            {columns.map((_column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <Cell key={at} value={cellValue(rows[index]?.[at] ?? null)} isFigure={isFigure[at] ?? false} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function Cell({ value, isFigure }: { value: SqlValue; isFigure: boolean }) {
  const text = value === null ? queryTexts.empty : String(value);
  return (
    <div
      role="cell"
      className={classNames('obs-foreign', isFigure && 'is-figure', value === null && 'is-absent')}
      title={text.length > 20 ? text.slice(0, 2_000) : undefined}
    >
      {text}
    </div>
  );
}
