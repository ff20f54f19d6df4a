/** Where a component is: its address, in which all of its state stands, and how it goes elsewhere. */
export interface Place {
  /** The path of the present address. */
  readonly path: () => string;
  /** Its query part, with the `?`, or empty. */
  readonly search: () => string;
  readonly subscribe: (listener: () => void) => () => void;
  /** Goes to an address of the hub's page. `replace` changes the present one without a step in the history. */
  readonly go: (to: string, options?: { readonly replace?: boolean }) => void;
  /**
   * From now on leaving the present path, by `go` or through the history, is asked about instead: `ask` gets what leaves.
   * The function that is returned ends that. Links to other documents are the browser's to ask about.
   */
  readonly guard: (ask: (leave: () => void) => void) => () => void;
  /** What a link to an address of the hub's page says. */
  readonly href: (to: string) => string;
  /** Whether `go` stays within this document. */
  readonly isPage: boolean;
}

/** The place of a component in somebody's page: state in memory alone, links lead to the hub's own page. */
export function createMemoryPlace(hubUrl: string): Place {
  const listeners = new Set<() => void>();
  let search = '';
  return {
    path: () => '/',
    search: () => search,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    go: (to) => {
      const [path, query = ''] = to.split('?');
      if (path !== '/') {
        window.location.assign(hubUrl + to);
        return;
      }
      search = query === '' ? '' : `?${query}`;
      for (const listener of listeners) listener();
    },
    // All other paths are other documents.
    guard: () => () => {},
    href: (to) => hubUrl + to,
    isPage: false,
  };
}
