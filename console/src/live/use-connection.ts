import { useSyncExternalStore } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { type ConnectionLabel, connectionLabel } from './connection-label.ts';
import type { StreamState } from './live-stream.ts';

const ofServer = (): StreamState => connecting;
const connecting: StreamState = { kind: 'connecting' };

/** How the connection stands, for the reader and for what must poll meanwhile. */
export function useConnection(paused = false): ConnectionLabel {
  const { stream, reachability } = useHub();
  const state = useSyncExternalStore(stream.subscribe, stream.getState, ofServer);
  const reach = useSyncExternalStore(reachability.subscribe, reachability.get, reachability.get);
  return connectionLabel(state, reach, paused);
}

/** Whether what is shown follows changes by asking for them: the stream is away. */
export function isPolled(connection: ConnectionLabel): boolean {
  return connection.kind !== 'live' && connection.kind !== 'connecting' && connection.kind !== 'paused';
}
