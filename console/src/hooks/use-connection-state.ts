import { useHub } from '../hub/hub-context.tsx';
import type { ConnectionLabel } from '../live/connection-label.ts';
import { isLive, useConnection } from '../live/use-connection.ts';

/** How the connection to the hub stands, in the words of the page's indicator, and what tries it again now. */
export function useConnectionState(): {
  readonly state: ConnectionLabel['kind'];
  readonly isConnected: boolean;
  /** When the next try is due, in milliseconds since the epoch by this machine's clock; null unless it waits for one. */
  readonly retryAt: number | null;
  readonly retryNow: () => void;
} {
  const { stream } = useHub();
  const connection = useConnection();
  return {
    state: connection.kind,
    isConnected: isLive(connection),
    retryAt: 'retryAt' in connection ? connection.retryAt : null,
    retryNow: stream.retryNow,
  };
}
