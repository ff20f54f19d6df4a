import type { ObservabilityEvent } from '@observatory/shim/conventions';
import { useEffect, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import type { EventFilter } from '../live/topics.ts';
import { isLive, useConnection } from '../live/use-connection.ts';
import type { LiveState } from './live-answer.ts';
import { usePaused } from './use-paused.ts';

const none: readonly ObservabilityEvent[] = [];

/** Events as they come, newest first, the last `most` of them; they begin with the first that comes after the hook is used. */
export function useObservabilityEvents(
  filter: EventFilter = {},
  most = 200,
): LiveState & { readonly events: readonly ObservabilityEvent[] } {
  const hub = useHub();
  const connection = useConnection();
  const [paused] = usePaused();
  const asked = JSON.stringify(filter);
  const [events, setEvents] = useState(none);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter begins anew
  useEffect(() => setEvents(none), [asked]);
  useEffect(() => {
    if (paused) return;
    return hub.stream.onEvents(JSON.parse(asked) as EventFilter, (fresh) =>
      setEvents((known) => [...fresh.toReversed(), ...known].slice(0, most)),
    );
  }, [hub, asked, most, paused]);
  return { events, isConnected: isLive(connection), error: null };
}
