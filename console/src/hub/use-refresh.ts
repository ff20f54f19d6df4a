import { useEffect } from 'react';
import { throttle } from '../lib/throttle.ts';
import { useHub } from './hub-context.tsx';

/** Asks anew what is kept under `key`, at most each `atMostEveryMs`, as executions change. */
export function useRefreshOnChange(key: readonly unknown[], atMostEveryMs: number, on = true): void {
  const hub = useHub();
  const name = JSON.stringify(key);
  useEffect(() => {
    if (!on) return;
    const refresh = throttle(
      () => void hub.queries.invalidateQueries({ queryKey: JSON.parse(name) as unknown[] }),
      () => atMostEveryMs,
    );
    const stop = hub.stream.onExecution(refresh.run);
    return () => {
      stop();
      refresh.cancel();
    };
  }, [hub, name, atMostEveryMs, on]);
}
