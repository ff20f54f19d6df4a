import { HubError } from '../errors.ts';
import type { SocketSubscription } from './socket-subscription.ts';
import type { WebSocketClient } from './web-socket.ts';

/**
 * A subscription to one answer that changes, as `Topics` gives it to clients: first all of it, then what it became. While
 * the client is behind, the newest answer waits.
 */
export function dataClient(subscription: SocketSubscription): WebSocketClient {
  const { closed } = subscription;
  let isFirst = true;
  let isWaiting = false;
  let waiting: string | null = null;
  const send = (json: string) => {
    subscription.data(isFirst ? 'snapshot' : 'update', json);
    isFirst = false;
  };
  const sendWaiting = async () => {
    isWaiting = true;
    await subscription.caughtUp();
    isWaiting = false;
    if (waiting !== null && !closed.aborted) send(waiting);
    waiting = null;
  };
  return {
    closed,
    offer(json) {
      if (closed.aborted) return;
      if (!isWaiting && !subscription.isBehind) return send(json);
      waiting = json;
      if (!isWaiting) void sendWaiting();
    },
    // A topic of an answer that is no more ends its clients.
    close: (_code, reason) => subscription.fail(new HubError('OBS_EXECUTION_NOT_FOUND', reason)),
  };
}
