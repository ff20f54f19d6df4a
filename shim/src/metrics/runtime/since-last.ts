/** Two readers may ask at nearly the same time; shorter spans than this say nothing. */
const SHORTEST_MS = 1000;

/** A function that measures what happened since it last did, and gives its last answer where that is just now. */
export function sinceLast<T>(measure: (elapsedMs: number) => T): () => T | undefined {
  let at = performance.now();
  let last: T | undefined;
  return () => {
    const now = performance.now();
    if (now - at >= SHORTEST_MS) {
      last = measure(now - at);
      at = now;
    }
    return last;
  };
}
