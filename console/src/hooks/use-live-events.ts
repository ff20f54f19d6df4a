import type { ObservabilityEvent } from '@observatory/shim/conventions';
import { useEffect, useState } from 'react';
import type { ExecutionEvent } from '../api/types.ts';
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
  const [events, setEvents] = useState<readonly ExecutionEvent[]>(none);
  useEffect(() => {
    if (!on) return;
    const stream = createLiveStream({
      url: `/api/observability/events/stream?executionId=${executionId}`,
      onMessage: (message) => {
        if (isEvent(message)) setEvents((known) => [...known.slice(1 - MOST_KEPT), liveEvent(message)]);
      },
    });
    return () => {
      stream.close();
      setEvents(none);
    };
  }, [executionId, on]);
  return events;
}
