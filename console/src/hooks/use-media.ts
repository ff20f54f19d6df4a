import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds; the component renders again when that changes. False on a server. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** Whether the page is laid out for a phone; the same width as in the style sheets. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 840px)');
}
