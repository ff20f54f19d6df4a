import { type PointerEvent, type RefObject, useState } from 'react';

/**
 * Moves a panel by its grip: as the pointer comes over another panel, it takes that one's place.
 * @param move takes the place, from 0
 */
export function useDragToMove(grid: RefObject<HTMLElement | null>, id: string, move: (to: number) => void) {
  const [isDragged, setDragged] = useState(false);
  const cells = () => [...(grid.current?.querySelectorAll<HTMLElement>(':scope > [data-panel]') ?? [])];
  const follow = ({ clientX, clientY }: PointerEvent) => {
    if (!isDragged) return;
    const all = cells();
    const over = all.findIndex((cell) => {
      const { left, right, top, bottom } = cell.getBoundingClientRect();
      return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
    });
    if (over >= 0 && all[over]?.dataset.panel !== id) move(over);
  };
  return {
    isDragged,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(true);
      },
      onPointerMove: follow,
      onPointerUp: () => setDragged(false),
      onPointerCancel: () => setDragged(false),
    },
  };
}
