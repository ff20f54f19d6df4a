import { type PointerEvent, type RefObject, useState } from 'react';
import { BOARD_COLUMNS } from './edit-board.ts';

/** Makes a panel as wide as the pointer is from its left edge, in whole columns. */
export function useDragToSize(grid: RefObject<HTMLElement | null>, size: (columns: number) => void) {
  const [isDragged, setDragged] = useState(false);
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      setDragged(true);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const cell = event.currentTarget.closest('[data-panel]');
      if (!isDragged || !cell || !grid.current) return;
      const column = grid.current.clientWidth / BOARD_COLUMNS;
      const columns = Math.round((event.clientX - cell.getBoundingClientRect().left) / column);
      size(Math.min(BOARD_COLUMNS, Math.max(1, columns)));
    },
    onPointerUp: () => setDragged(false),
    onPointerCancel: () => setDragged(false),
  };
}
