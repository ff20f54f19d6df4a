import { type PointerEvent, type RefObject, useRef, useState } from 'react';

interface DragOptions {
  readonly grid: RefObject<HTMLElement | null>;
  /** Of the panel that is dragged. */
  readonly id: string;
  /** Takes the place of the panel where it was let go, from 0. */
  readonly onMove: (to: number) => void;
  /** The panel whose place it would take now; null for none. */
  readonly onOver: (id: string | null) => void;
}

/** Moves a panel by its grip to the place of the one on which it is let go. */
export function useDragToMove({ grid, id, onMove, onOver }: DragOptions) {
  const [isDragged, setDragged] = useState(false);
  const target = useRef<number | null>(null);
  const aim = (to: number | null, over: string | null) => {
    target.current = to;
    onOver(over);
  };
  // Nothing moves before it is let go: what moves under a pointer changes what the pointer is over.
  const follow = ({ clientX, clientY }: PointerEvent) => {
    if (!isDragged) return;
    const cells = [...(grid.current?.querySelectorAll<HTMLElement>(':scope > [data-panel]') ?? [])];
    const at = cells.findIndex((cell) => {
      const { left, right, top, bottom } = cell.getBoundingClientRect();
      return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
    });
    const over = cells[at]?.dataset.panel ?? null;
    if (over === null || over === id) aim(null, null);
    else aim(at, over);
  };
  const end = (isDropped: boolean) => {
    setDragged(false);
    if (isDropped && target.current !== null) onMove(target.current);
    aim(null, null);
  };
  return {
    isDragged,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(true);
      },
      onPointerMove: follow,
      onPointerUp: () => end(true),
      onPointerCancel: () => end(false),
    },
  };
}
