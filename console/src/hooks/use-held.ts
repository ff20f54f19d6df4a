import { type RefObject, useEffect, useState } from 'react';

/** How long after the pointer last moved over the rows they stay where they are. */
const POINTER_MS = 3_000;

/**
 * Whether rows must not move: the reader has scrolled down to them, points at them with a mouse, has touched one just now,
 * or has the focus in one. Rows that move under a pointer are clicked by mistake.
 */
export function useHeld(list: RefObject<HTMLElement | null>): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    let pointerAt = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const decide = () => {
      clearTimeout(timer);
      const pointerLeft = pointerAt + POINTER_MS - performance.now();
      if (pointerLeft > 0) timer = setTimeout(decide, pointerLeft + 10);
      const scrolled = element.getBoundingClientRect().top < 0;
      setHeld(scrolled || pointerLeft > 0 || element.contains(document.activeElement));
    };
    const moved = (event: PointerEvent) => {
      // A finger that only scrolls points at nothing.
      if (event.pointerType !== 'mouse' && event.type !== 'pointerdown') return;
      pointerAt = performance.now();
      decide();
    };
    const left = (event: PointerEvent) => {
      // A finger leaves before its click comes.
      if (event.pointerType !== 'mouse') return;
      pointerAt = Number.NEGATIVE_INFINITY;
      decide();
    };
    // Focus moves between two rows by way of nothing; wait until it has arrived.
    const focusMoved = () => requestAnimationFrame(decide);

    element.addEventListener('pointerdown', moved);
    element.addEventListener('pointermove', moved);
    element.addEventListener('pointerleave', left);
    element.addEventListener('focusin', focusMoved);
    element.addEventListener('focusout', focusMoved);
    window.addEventListener('scroll', decide, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('pointerdown', moved);
      element.removeEventListener('pointermove', moved);
      element.removeEventListener('pointerleave', left);
      element.removeEventListener('focusin', focusMoved);
      element.removeEventListener('focusout', focusMoved);
      window.removeEventListener('scroll', decide);
    };
  }, [list]);
  return held;
}
