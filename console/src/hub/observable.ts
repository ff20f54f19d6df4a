/** A value that changes, in the form that React's useSyncExternalStore takes. */
export interface Observable<V> {
  readonly get: () => V;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface Settable<V> extends Observable<V> {
  /** Tells those who listen, unless the value is the one that it was. */
  readonly set: (value: V) => void;
}

export function createObservable<V>(first: V): Settable<V> {
  const listeners = new Set<() => void>();
  let current = first;
  return {
    get: () => current,
    set: (value) => {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
