import { useCallback, useRef, useSyncExternalStore } from 'react';
import { hubNow } from '../api/hub-clock.ts';

interface Clock {
  now: number;
  readonly listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | undefined;
}

const clocks = new Map<number, Clock>();

function clockOf(intervalMs: number): Clock {
  const known = clocks.get(intervalMs);
  if (known) return known;
  const clock: Clock = { now: hubNow(), listeners: new Set(), timer: undefined };
  clocks.set(intervalMs, clock);
  return clock;
}

function subscribe(clock: Clock, intervalMs: number, listener: () => void): () => void {
  clock.listeners.add(listener);
  if (clock.timer === undefined) {
    clock.now = hubNow();
    clock.timer = setInterval(() => {
      clock.now = hubNow();
      for (const each of clock.listeners) each();
    }, intervalMs);
  }
  return () => {
    clock.listeners.delete(listener);
    if (clock.listeners.size === 0) {
      clearInterval(clock.timer);
      clock.timer = undefined;
    }
  };
}

/**
 * The time by the hub's clock in milliseconds since the epoch, anew each `intervalMs`; all who ask for the same
 * interval tick together. Switched off, it keeps the time at which that happened.
 */
export function useNow(intervalMs: number, on = true): number {
  const clock = clockOf(intervalMs);
  const kept = useRef<number | null>(null);
  if (on) kept.current = null;
  else kept.current ??= hubNow();
  const listen = useCallback(
    (listener: () => void) => (on ? subscribe(clock, intervalMs, listener) : () => {}),
    [clock, intervalMs, on],
  );
  return useSyncExternalStore(listen, () => kept.current ?? clock.now);
}
