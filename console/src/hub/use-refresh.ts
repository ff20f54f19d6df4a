import { useEffect } from 'react';
import { usePaused } from '../hooks/use-paused.ts';
import { throttle } from '../lib/throttle.ts';
import type { Hub } from './hub.ts';
import { useHub } from './hub-context.tsx';

/** What an answer may change with. */
export type RefreshTopic = 'executions' | 'alerts' | 'events';

const executionsOnly: readonly RefreshTopic[] = ['executions'];

/**
 * Asks anew what is kept under `key`, at most each `atMostEveryMs`, as executions (or what `topics` names) change. Not
 * while the page stands still (`?paused=1`).
 */
export function useRefreshOnChange(
  key: readonly unknown[],
  atMostEveryMs: number,
  on = true,
  topics: readonly RefreshTopic[] = executionsOnly,
): void {
  const hub = useHub();
  const [paused] = usePaused();
  const name = JSON.stringify(key);
  const followed = topics.join();
  const isOn = on && !paused;
  useEffect(() => {
    if (!isOn) return;
    const refresh = throttle(
      () => void hub.queries.invalidateQueries({ queryKey: JSON.parse(name) as unknown[] }),
      () => atMostEveryMs,
    );
    const stops = followed.split(',').map((topic) => listen(hub, topic as RefreshTopic, refresh.run));
    return () => {
      for (const stop of stops) stop();
      refresh.cancel();
    };
  }, [hub, name, atMostEveryMs, isOn, followed]);
}

function listen({ stream }: Hub, topic: RefreshTopic, run: () => void): () => void {
  if (topic === 'alerts') return stream.onAlert(run);
  if (topic === 'events') return stream.onEvents({}, run);
  return stream.onExecution(run);
}
