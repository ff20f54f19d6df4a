// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be <tr>
// biome-ignore-all lint/a11y/useFocusableInteractive: heads do nothing, the link within a row takes the focus
import { useRef, useState } from 'react';
import { useNarrow } from '../hooks/use-media.ts';
import type { Execution } from '../hub/types.ts';
import type { ListSort } from '../lib/list-filter.ts';
import { VirtualRows, type VirtualRowsHandle } from '../parts/virtual-rows.tsx';
import { texts } from '../texts/common.ts';
import { ColumnHeads } from './column-heads.tsx';
import type { ExecutionColumn } from './columns.tsx';
import { ExecutionRow } from './execution-row.tsx';
import type { useChosen } from './use-chosen.ts';
import { useRowKeys } from './use-row-keys.ts';

const words = texts.executions;
/** Filter bar and column heads, which stick to the top. */
const COVERED = 120;
const CHOICE_WIDTH = '24px';

interface ExecutionTableProps {
  readonly rows: readonly Execution[];
  readonly columns: readonly ExecutionColumn[];
  readonly frozen: boolean;
  readonly onNearEnd: () => void;
  /** How many there are; null while there may be more. */
  readonly total: number | null;
  readonly sort: ListSort;
  readonly onSort: (sort: ListSort) => void;
  readonly chosen: ReturnType<typeof useChosen>;
}

/** Executions as rows of a table, on a phone as cards. */
export function ExecutionTable(props: ExecutionTableProps) {
  const { rows, columns, frozen, onNearEnd, total, sort, onSort, chosen } = props;
  const narrow = useNarrow();
  const table = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualRowsHandle>(null);
  // Rows of the first answer do not light up; those that come later do, once.
  const [first] = useState(() => new Set(rows.map((row) => row.id)));
  useRowKeys(rows, table, handle);
  const tracks = columns.map(({ width }) => width);

  return (
    <>
      <div
        ref={table}
        className={chosen.isOn ? 'obs-table is-choosing' : 'obs-table'}
        role="table"
        aria-label={words.tableLabel}
        aria-rowcount={rows.length + 1}
        style={{ '--obs-tracks': [...(chosen.isOn ? [CHOICE_WIDTH] : []), ...tracks].join(' ') }}
      >
        <ColumnHeads columns={columns} sort={sort} onSort={onSort} isChoosing={chosen.isOn} />
        <VirtualRows
          role="rowgroup"
          count={rows.length}
          rowHeight={narrow ? 92 : 44}
          covered={COVERED}
          keyOf={(index) => rows[index]?.id ?? String(index)}
          handle={handle}
          onNearEnd={onNearEnd}
          renderRow={(index, place) => {
            const execution = rows[index];
            return execution ? (
              <ExecutionRow
                key={execution.id}
                execution={execution}
                columns={columns}
                place={place}
                frozen={frozen}
                isNew={!first.has(execution.id)}
                isChosen={chosen.isOn ? chosen.has(execution.id) : null}
                onChoose={chosen.toggle}
              />
            ) : null;
          }}
        />
      </div>
      <div className="obs-table-foot">
        <p>{total === null ? words.loadingMore : words.end(total)}</p>
        <p className="obs-keys" aria-hidden="true">
          {words.keys.map(([key, what]) => (
            <span key={key}>
              <kbd>{key}</kbd> {what}
            </span>
          ))}
        </p>
      </div>
    </>
  );
}
