/**
 * Runs at most so many tasks at a time, in the order in which they came; the hub lets a reader run two statements at
 * once and others wait only shortly. A task that is aborted before its turn never runs.
 */
export function createQueue(most: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  const next = () => {
    running -= 1;
    waiting.shift()?.();
  };
  return async function enqueue<R>(task: () => Promise<R>, signal: AbortSignal): Promise<R> {
    if (running >= most) {
      await new Promise<void>((resolve, reject) => {
        const begin = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(begin), 1);
          reject(signal.reason);
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(begin);
      });
    }
    running += 1;
    try {
      return await task();
    } finally {
      next();
    }
  };
}
