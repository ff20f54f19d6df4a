import { useEffect } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { isLive, useConnection } from '../live/use-connection.ts';
import { useQueuedActions } from '../offline/use-queued-action.ts';

/** Sends what waits as soon as the hub is there (again). */
export function useActionSending(): void {
  const { actions } = useHub();
  const isThere = isLive(useConnection());
  const waits = useQueuedActions().some(({ refusal }) => refusal === undefined);
  useEffect(() => {
    if (isThere && waits) void actions.flush();
  }, [actions, isThere, waits]);
}
