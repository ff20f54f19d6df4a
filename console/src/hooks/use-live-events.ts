import { useEffect, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import type { ExecutionEvent } from '../hub/types.ts';
import { liveEvent } from '../lib/merge-events.ts';

/** The hub's answer has the older ones; these only bridge the time until it is fetched again. */
const MOST_KEPT = 500;
const none: readonly ExecutionEvent[] = [];

/** Events of one execution as they happen (VX9), while switched on. */
export function useLiveEvents(executionId: string, on: boolean): readonly ExecutionEvent[] {
  const hub = useHub();
  const [events, setEvents] = useState<readonly ExecutionEvent[]>(none);
  useEffect(() => {
    if (!on) return;
    const stop = hub.stream.onEvents({ executionId }, (events) =>
      setEvents((known) => [...known, ...events.map(liveEvent)].slice(-MOST_KEPT)),
    );
    return () => {
      stop();
      setEvents(none);
    };
  }, [hub, executionId, on]);
  return events;
}
