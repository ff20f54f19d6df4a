import { useEffect } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { isLive, useConnection } from '../live/use-connection.ts';
import { useQueuedActions } from '../offline/use-queued-action.ts';

/** While something waits it is tried again this often: the hub may take it later, and a network come back unseen. */
const AGAIN_MS = 10_000;

/** Sends what waits as soon as the hub is there (again). */
export function useActionSending(): void {
  const { actions } = useHub();
  const isThere = isLive(useConnection());
  const waits = useQueuedActions().some(({ refusal }) => refusal === undefined);
  useEffect(() => {
    if (!waits) return;
    const send = () => void actions.flush();
    if (isThere) send();
    const again = setInterval(send, AGAIN_MS);
    window.addEventListener('online', send);
    return () => {
      clearInterval(again);
      window.removeEventListener('online', send);
    };
  }, [actions, isThere, waits]);
}
