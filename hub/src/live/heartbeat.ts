/** Of a live stream, ms: below the shortest time after which proxies end a connection without traffic: 30 s, 60 s for nginx. */
export const LIVE_BEAT_MS = 15_000;

interface Beat {
  readonly timer: NodeJS.Timeout;
  readonly listeners: Set<() => void>;
}

/** One timer for all who share an interval. */
const beats = new Map<number, Beat>();

/** Calls `listener` every `ms` milliseconds, the first time within them; returns how to end that. */
export function everyBeat(ms: number, listener: () => void): () => void {
  const beat = beats.get(ms) ?? begin(ms);
  beat.listeners.add(listener);
  return () => {
    beat.listeners.delete(listener);
    if (beat.listeners.size > 0 || beats.get(ms) !== beat) return;
    clearInterval(beat.timer);
    beats.delete(ms);
  };
}

function begin(ms: number): Beat {
  const listeners = new Set<() => void>();
  const timer = setInterval(() => {
    for (const listener of listeners) listener();
  }, ms);
  const beat = { timer, listeners };
  beats.set(ms, beat);
  return beat;
}
