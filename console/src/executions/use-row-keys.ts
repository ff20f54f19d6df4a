import type { RefObject } from 'react';
import { useKeys } from '../hooks/use-keys.ts';
import type { Execution } from '../hub/types.ts';
import { focusOnceDrawn } from '../parts/focus-once-drawn.ts';
import type { VirtualRowsHandle } from '../parts/virtual-rows.tsx';

/** Arrow keys, `j` and `k` move the focus from row to row, also to rows that are not drawn yet. */
export function useRowKeys(
  rows: readonly Execution[],
  table: RefObject<HTMLElement | null>,
  handle: RefObject<VirtualRowsHandle | null>,
): void {
  const move = (step: number) => (event: KeyboardEvent) => {
    const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-execution]');
    const at = rows.findIndex((row) => row.id === focused?.dataset.execution);
    const to = Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step));
    const next = rows[to];
    if (!next) return;
    event.preventDefault();
    handle.current?.scrollToRow(to);
    focusOnceDrawn(() => table.current?.querySelector<HTMLElement>(`[data-execution="${next.id}"] a`));
  };
  useKeys({ ArrowDown: move(1), ArrowUp: move(-1), j: move(1), k: move(-1) });
}
