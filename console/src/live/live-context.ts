import { createContext, useContext, useSyncExternalStore } from 'react';
import { reachability } from '../api/reachability.ts';
import { type ConnectionLabel, connectionLabel } from './connection-label.ts';
import type { HubStream } from './hub-stream.ts';

export const LiveContext = createContext<HubStream | null>(null);

/** The page's stream of changed executions. */
export function useHubStream(): HubStream {
  const stream = useContext(LiveContext);
  if (!stream) throw new Error('LiveContext is missing around this component');
  return stream;
}

/** How the connection stands, for the reader and for what must poll meanwhile. */
export function useConnection(paused = false): ConnectionLabel {
  const stream = useHubStream();
  const state = useSyncExternalStore(stream.subscribe, stream.getState);
  const reach = useSyncExternalStore(reachability.subscribe, reachability.get);
  return connectionLabel(state, reach, paused);
}
