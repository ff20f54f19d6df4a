import type { Place } from './place.ts';

/** Where the page was scrolled to when the reader left it; kept in its history entry. */
interface EntryState {
  readonly scrollY?: number;
}

const present = () => window.location.pathname + window.location.search;

/** The place of the hub's own page: the address of the browser. */
export function createBrowserPlace(): Place {
  const listeners = new Set<() => void>();
  let ask: ((leave: () => void) => void) | null = null;
  /** What is shown: the address is another already when the browser tells of a step in its history. */
  let shown = new URL(window.location.href);
  const notify = () => {
    shown = new URL(window.location.href);
    for (const listener of listeners) listener();
  };
  /** Whether the reader is asked first; who leaves then is not asked again. */
  const isHeld = (pathname: string, leave: () => void) => {
    if (!ask || pathname === shown.pathname) return false;
    ask(() => {
      ask = null;
      leave();
    });
    return true;
  };
  const go: Place['go'] = (to, { replace = false } = {}) => {
    if (to === present() || isHeld(new URL(to, shown).pathname, () => go(to, { replace }))) return;
    if (replace) {
      window.history.replaceState(window.history.state, '', to);
    } else {
      const left: EntryState = { scrollY: window.scrollY };
      window.history.replaceState(left, '');
      window.history.pushState({}, '', to);
    }
    notify();
  };
  window.history.scrollRestoration = 'manual';
  window.addEventListener('popstate', () => {
    // The step cannot be refused, only taken back: what is shown becomes a new entry after the one that was gone to.
    if (isHeld(window.location.pathname, () => window.history.back())) {
      // Without its fragment, which may have been a key.
      window.history.pushState({}, '', shown.pathname + shown.search);
    } else {
      notify();
    }
  });
  return {
    path: () => window.location.pathname,
    search: () => window.location.search,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    go,
    guard: (question) => {
      ask = question;
      return () => {
        if (ask === question) ask = null;
      };
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
