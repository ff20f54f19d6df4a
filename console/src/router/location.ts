import { useSyncExternalStore } from 'react';

/** Where the page was scrolled to when the reader left it; kept in its history entry. */
interface EntryState {
  readonly scrollY?: number;
}

const listeners = new Set<() => void>();
const notify = () => {
  for (const listener of listeners) listener();
};

window.history.scrollRestoration = 'manual';
window.addEventListener('popstate', notify);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Goes to an address of this page. `replace` changes the present one without a step in the history. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (to === window.location.pathname + window.location.search) return;
  if (options.replace) {
    window.history.replaceState(window.history.state, '', to);
  } else {
    const left: EntryState = { scrollY: window.scrollY };
    window.history.replaceState(left, '');
    window.history.pushState({}, '', to);
  }
  notify();
}

/** Where this history entry was scrolled to when it was left; 0 for one that is new. */
export function savedScroll(): number {
  const state = window.history.state as EntryState | null;
  return state?.scrollY ?? 0;
}

/** The path of the present address; the component renders again when it changes. */
export function usePathname(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

/** The query part of the present address, with its `?`. */
export function useSearch(): string {
  return useSyncExternalStore(subscribe, () => window.location.search);
}
