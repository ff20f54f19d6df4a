// biome-ignore-all lint/a11y/useSemanticElements: rows that are placed one by one cannot be <tr>
// biome-ignore-all lint/a11y/useFocusableInteractive: heads do nothing, the link within a row takes the focus
import { useRef, useState } from 'react';
import { useKeys } from '../hooks/use-keys.ts';
import { useNarrow } from '../hooks/use-media.ts';
import type { Execution } from '../hub/types.ts';
import { VirtualRows, type VirtualRowsHandle } from '../parts/virtual-rows.tsx';
import { texts } from '../texts/common.ts';
import { ExecutionRow } from './execution-row.tsx';

const words = texts.executions;
/** Filter bar and column heads, which stick to the top. */
const COVERED = 120;

interface ExecutionTableProps {
  readonly rows: readonly Execution[];
  readonly frozen: boolean;
  readonly onNearEnd: () => void;
  /** How many there are; null while there may be more. */
  readonly total: number | null;
}

/** Executions as rows of a table, on a phone as cards. */
export function ExecutionTable({ rows, frozen, onNearEnd, total }: ExecutionTableProps) {
  const narrow = useNarrow();
  const table = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualRowsHandle>(null);
  // Rows of the first answer do not light up; those that come later do, once.
  const [first] = useState(() => new Set(rows.map((row) => row.id)));

  const move = (step: number) => (event: KeyboardEvent) => {
    const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-execution]');
    const at = rows.findIndex((row) => row.id === focused?.dataset.execution);
    const to = Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step));
    const next = rows[to];
    if (!next) return;
    event.preventDefault();
    const focus = () =>
      table.current
        ?.querySelector<HTMLElement>(`[data-execution="${next.id}"] a`)
        ?.focus({ preventScroll: true });
    handle.current?.scrollToRow(to);
    focus();
    requestAnimationFrame(focus);
  };
  useKeys({ ArrowDown: move(1), ArrowUp: move(-1), j: move(1), k: move(-1) });

  return (
    <>
      <div
        ref={table}
        className="obs-table"
        role="table"
        aria-label={words.tableLabel}
        aria-rowcount={rows.length + 1}
      >
        <ColumnHeads />
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
                place={place}
                frozen={frozen}
                isNew={!first.has(execution.id)}
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

function ColumnHeads() {
  const { columns } = words;
  const heads = [
    ['status', columns.status],
    ['name', columns.name],
    ['error', columns.error],
    ['service', columns.service],
    ['started', columns.started],
    ['duration', columns.duration],
    ['tokens-in', columns.tokensIn],
    ['tokens-out', columns.tokensOut],
    ['cost', columns.cost],
  ] as const;
  return (
    <div role="rowgroup" className="obs-column-heads">
      <div role="row" className="obs-row-grid">
        {heads.map(([name, title]) => (
          <div key={name} role="columnheader" className={`cell-${name}`}>
            {title}
          </div>
        ))}
      </div>
    </div>
  );
}
