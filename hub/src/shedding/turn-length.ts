/** Often enough for turns of half a second; a hub at rest wakes for it. */
const BEAT_MS = 100;

/**
 * Measures how long the turn of the event loop takes into which a request falls that comes at any moment: the mean by
 * time, of which one turn of two seconds has more than a hundred that are short. Of that it counts the share in which this
 * process had a processor: where others on the machine take it all, to refuse requests would help nobody. `read` tells it
 * of the time since the last call, ms. (monitorEventLoopDelay of perf_hooks leaves out the turn after each reset, which may
 * be all there was.)
 */
export function measureTurns(): { read(): number; close(): void } {
  let last = performance.now();
  let cpu = process.cpuUsage();
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
      const { user, system } = process.cpuUsage(cpu);
      const share = Math.min(1, (user + system) / 1000 / sum);
      const mean = squares / sum;
      cpu = process.cpuUsage();
      sum = 0;
      squares = 0;
      return Math.max(0, mean - BEAT_MS) * share;
    },
    close: () => clearInterval(beat),
  };
}
