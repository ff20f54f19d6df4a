import type { HubContext, LiveExecution } from '../api/context.ts';
import { summaryOfRow } from '../api/present.ts';
import type { SseClient } from './sse.ts';

/** Executions that may wait for a client that is behind; one with more is let go and asks for the list again. */
const MAX_WAITING = 5000;

/**
 * Sends a client each execution that changes, as it is then. While the client is behind, of each execution the newest
 * state waits. The ids only count: what came while a client was away it takes from the list.
 */
export function feedExecutions(client: SseClient, context: HubContext, project: string): void {
  const waiting = new Map<string, LiveExecution>();
  let sent = 0;
  const send = (data: unknown) => {
    client.send(String(sent), data);
    sent += 1;
  };
  let isSending = false;
  const sendWaiting = async () => {
    isSending = true;
    while (waiting.size > 0 && !client.closed.aborted) {
      await client.caughtUp();
      for (const [id, live] of waiting) {
        if (client.isBehind) break;
        waiting.delete(id);
        send(messageOf(live));
      }
    }
    isSending = false;
  };
  send({ type: 'hello' });
  const stop = context.liveExecutions.listen((live) => {
    if (live === 'missed') {
      waiting.clear();
      return send({ type: 'hello' });
    }
    if (live.project !== project) return;
    if (waiting.size === 0 && !client.isBehind) {
      send(messageOf(live));
      return;
    }
    // Set anew, so that the order stays that of the last changes.
    waiting.delete(live.id);
    waiting.set(live.id, live);
    if (!isSending) void sendWaiting();
    if (waiting.size > MAX_WAITING) client.close();
  });
  client.closed.addEventListener('abort', stop);
}

function messageOf({ id, row }: LiveExecution): object {
  return row === null ? { type: 'gone', id } : { type: 'execution', execution: summaryOfRow(row) };
}
