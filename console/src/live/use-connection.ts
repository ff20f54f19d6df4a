import { useCallback, useSyncExternalStore } from 'react';
import type { Hub } from '../hub/hub.ts';
import { useHub } from '../hub/hub-context.tsx';
import { type ConnectionLabel, connectionLabel } from './connection-label.ts';

const connecting: ConnectionLabel = { kind: 'connecting' };
const ofServer = () => connecting;
const known = { paused: new WeakMap<Hub, ConnectionLabel>(), moving: new WeakMap<Hub, ConnectionLabel>() };

/** The label; the same object as long as it says the same, for each answer of the hub is news to it. */
function labelOf(hub: Hub, paused: boolean): ConnectionLabel {
  const labels = paused ? known.paused : known.moving;
  const before = labels.get(hub);
  const label = connectionLabel(hub.stream.getState(), hub.reachability.get(), paused);
  if (before && JSON.stringify(before) === JSON.stringify(label)) return before;
  labels.set(hub, label);
  return label;
}

/** How the connection stands, for the reader and for what must poll meanwhile. */
export function useConnection(paused = false): ConnectionLabel {
  const hub = useHub();
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = [hub.stream.subscribe(listener), hub.reachability.subscribe(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    [hub],
  );
  return useSyncExternalStore(subscribe, () => labelOf(hub, paused), ofServer);
}

/** Whether what is shown follows changes by asking for them: the stream is away. */
export function isPolled({ kind }: ConnectionLabel): boolean {
  return kind === 'polling' || kind === 'reconnecting' || kind === 'lost';
}

/** Whether the hub tells of changes as they happen. */
export function isLive({ kind }: ConnectionLabel): boolean {
  return kind === 'live' || kind === 'streaming' || kind === 'paused';
}
