import { type RefObject, useEffect, useRef, useState } from 'react';

/** How far beyond the screen something counts as near, so that it is there when it is scrolled to. */
const NEAR = '400px';

/** Whether an element was on the screen, or near it, once; for what costs an answer of the hub each. */
export function useOnScreen<E extends Element>(): {
  readonly ref: RefObject<E | null>;
  readonly wasSeen: boolean;
} {
  const ref = useRef<E>(null);
  const [wasSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || wasSeen) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: NEAR },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [wasSeen]);
  return { ref, wasSeen };
}
