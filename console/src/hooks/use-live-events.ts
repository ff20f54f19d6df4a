import type { ObservabilityEvent } from '@observatory/shim/conventions';
import { useEffect, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import type { ExecutionEvent } from '../hub/types.ts';
import { liveEvent } from '../lib/merge-events.ts';
import { createLiveStream } from '../live/live-stream.ts';

/** The hub's answer has the older ones; these only bridge the time until it is fetched again. */
const MOST_KEPT = 500;
const none: readonly ExecutionEvent[] = [];

function isEvent(message: unknown): message is ObservabilityEvent {
  return (
    typeof message === 'object' &&
    message !== null &&
    'id' in message &&
    'type' in message &&
    'timestamp' in message &&
    'message' in message
  );
}

/** Events of one execution as they happen (VX9), while switched on. */
export function useLiveEvents(executionId: string, on: boolean): readonly ExecutionEvent[] {
  const hub = useHub();
  const [events, setEvents] = useState<readonly ExecutionEvent[]>(none);
  useEffect(() => {
    if (!on) return;
    const stream = createLiveStream({
      fetch: hub.fetch,
      path: `/api/observability/events/stream?executionId=${executionId}`,
      onMessage: (message) => {
        if (isEvent(message)) setEvents((known) => [...known.slice(1 - MOST_KEPT), liveEvent(message)]);
      },
    });
    return () => {
      stream.close();
      setEvents(none);
    };
  }, [hub, executionId, on]);
  return events;
}
