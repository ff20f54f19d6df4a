const signals = ['SIGTERM', 'SIGINT'] as const;

/**
 * Calls `flush` when the process is asked to end and when it has nothing left to do. What the application
 * has arranged stays as it is: where it handles a signal itself, that goes on beside the flush; where it
 * does not, the signal is raised again afterwards, so that the process ends with its usual code.
 * Returns a function that undoes it.
 */
export function onProcessEnd(flush: () => Promise<void>, marker: () => number): () => void {
  let flushedAt: number | undefined;
  const beforeExit = () => {
    // Once flushed, Node asks again; without this the process would never end.
    const mark = marker();
    if (flushedAt === mark) return;
    void flush().finally(() => {
      flushedAt = marker();
    });
  };
  const onSignal = (signal: NodeJS.Signals) => {
    // Being first in the list, it still sees the handlers that run once.
    const handledByOthers = process.listenerCount(signal) > 1;
    // A second signal then ends the process at once.
    if (!handledByOthers) process.off(signal, onSignal);
    void flush().finally(() => {
      if (!handledByOthers && process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  };
  for (const signal of signals) process.prependListener(signal, onSignal);
  process.on('beforeExit', beforeExit);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off('beforeExit', beforeExit);
  };
}
