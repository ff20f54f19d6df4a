import type { Place } from './place.ts';

/** Where the page was scrolled to when the reader left it; kept in its history entry. */
interface EntryState {
  readonly scrollY?: number;
}

/** The place of the hub's own page: the address of the browser. */
export function createBrowserPlace(): Place {
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of listeners) listener();
  };
  window.history.scrollRestoration = 'manual';
  window.addEventListener('popstate', notify);
  return {
    path: () => window.location.pathname,
    search: () => window.location.search,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    go: (to, { replace = false } = {}) => {
      if (to === window.location.pathname + window.location.search) return;
      if (replace) {
        window.history.replaceState(window.history.state, '', to);
      } else {
        const left: EntryState = { scrollY: window.scrollY };
        window.history.replaceState(left, '');
        window.history.pushState({}, '', to);
      }
      notify();
    },
    href: (to) => to,
    isPage: true,
  };
}

/** Where this history entry was scrolled to when it was left; 0 for one that is new. */
export function savedScroll(): number {
  const state = window.history.state as EntryState | null;
  return state?.scrollY ?? 0;
}
