import { useEffect, useLayoutEffect } from 'react';
import { savedScroll } from '../place/browser-place.ts';

/** Sets the title of the document, and takes a page that was left back to where it was scrolled to. */
export function usePage(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
  useLayoutEffect(() => {
    const top = savedScroll();
    window.scrollTo(0, top);
    // Rows are measured after they are drawn; a second time puts it right.
    const frame = requestAnimationFrame(() => window.scrollTo(0, top));
    return () => cancelAnimationFrame(frame);
  }, []);
}
