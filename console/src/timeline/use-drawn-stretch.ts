import { type PointerEvent, useState } from 'react';

/** A stretch of a width, both ends 0 to 1. */
interface Share {
  readonly from: number;
  readonly to: number;
}

/** A pointer that moved less did not draw, but press; a share of the width. */
const LEAST = 0.01;

/**
 * Lets a mouse draw a stretch over an element, and press at a point of it.
 * @returns what is drawn just now, and what to put on the element
 */
export function useDrawnStretch(onDrawn: (stretch: Share) => void, onPress: (at: number) => void) {
  const [drawn, setDrawn] = useState<Share | null>(null);
  const shareOf = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width)));
  };
  const end = (event: PointerEvent<HTMLElement>) => {
    if (drawn === null) return;
    setDrawn(null);
    const [from, to] = [Math.min(drawn.from, drawn.to), Math.max(drawn.from, drawn.to)];
    if (event.type === 'pointercancel') return;
    if (to - from >= LEAST) onDrawn({ from, to });
    else onPress(from);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      const at = shareOf(event);
      setDrawn({ from: at, to: at });
      // A finger that moves scrolls the page.
      if (event.pointerType === 'mouse') event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (drawn !== null && event.pointerType === 'mouse') setDrawn({ ...drawn, to: shareOf(event) });
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
  return { drawn, handlers };
}
