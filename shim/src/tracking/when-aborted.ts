const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `then` when the signal is aborted, unless the function that it gives is called before. However many wait
 * for one signal, it has one listener: Node warns of more than ten.
 */
export function whenAborted(signal: AbortSignal, then: () => void): () => void {
  const others = waiting.get(signal) ?? listenOnce(signal);
  // A function of its own for each call, so that the same one may wait twice.
  const own = () => then();
  others.add(own);
  return () => void others.delete(own);
}

function listenOnce(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  waiting.set(signal, callbacks);
  signal.addEventListener(
    'abort',
    () => {
      for (const callback of callbacks) callback();
      callbacks.clear();
    },
    { once: true },
  );
  return callbacks;
}

/** Whether a value is a signal that can be waited for. */
export function isAbortSignal(value: unknown): value is AbortSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}
