/**
 * Aborted at the first SIGINT or SIGTERM, or when the program that started this one is gone; a second
 * signal ends the process at once.
 */
export function stopOnSignal(): AbortSignal {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.once('disconnect', () => stop.abort());
  // Listening to the starter is no reason to stay.
  process.channel?.unref();
  return stop.signal;
}
