const BEAT_MS = 20;

/**
 * Measures how long the turn of the event loop takes into which a request falls that comes at any moment: the mean by
 * time, of which one turn of two seconds has more than a hundred that are short. `read` tells it of the time since the
 * last call, ms. (monitorEventLoopDelay of perf_hooks leaves out the turn after each reset, which may be all there was.)
 */
export function measureTurns(): { read(): number; close(): void } {
  let last = performance.now();
  let sum = 0;
  let squares = 0;
  const note = () => {
    const now = performance.now();
    sum += now - last;
    squares += (now - last) ** 2;
    last = now;
  };
  const beat = setInterval(note, BEAT_MS).unref();
  return {
    read() {
      note();
      const mean = squares / sum;
      sum = 0;
      squares = 0;
      return Math.max(0, mean - BEAT_MS);
    },
    close: () => clearInterval(beat),
  };
}
