import { useCallback, useRef, useSyncExternalStore } from 'react';
import { useHub } from '../hub/hub-context.tsx';

/**
 * The time by the hub's clock in milliseconds since the epoch, anew each `intervalMs`; all who ask for the same
 * interval tick together. Switched off, it keeps the time at which that happened.
 */
export function useNow(intervalMs: number, on = true): number {
  const { clock } = useHub();
  const ticker = clock.ticker(intervalMs);
  const kept = useRef<number | null>(null);
  if (on) kept.current = null;
  else kept.current ??= clock.now();
  const listen = useCallback(
    (listener: () => void) => (on ? ticker.subscribe(listener) : () => {}),
    [ticker, on],
  );
  const time = () => kept.current ?? ticker.get();
  return useSyncExternalStore(listen, time, time);
}
