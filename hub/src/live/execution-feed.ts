import type { HubContext, LiveExecution } from '../api/context.ts';
import { listedSummaryOfRow } from '../api/present.ts';
import type { ExecutionSummary } from '../api/schemas/executions.ts';
import type { SseClient } from './sse.ts';

/** Executions that may wait for a client that is behind; one with more is told to ask for the list again. */
const MAX_WAITING = 5000;

/** The way to one who watches executions. */
export interface ExecutionSink {
  readonly closed: AbortSignal;
  readonly isBehind: boolean;
  caughtUp(): Promise<void>;
  changed(execution: ExecutionSummary): void;
  gone(id: string): void;
  /** Some changed that it is not told of: it fell too far behind (`slow`), or nobody can name them (`unknown`). */
  lost(reason: 'slow' | 'unknown'): void;
}

/**
 * Sends a client each execution that changes, as it is then. While the client is behind, of each execution the newest
 * state waits. What came while a client was away it takes from the list.
 */
export function feedExecutions(
  sink: ExecutionSink,
  { liveExecutions }: Pick<HubContext, 'liveExecutions'>,
  project: string,
): void {
  const waiting = new Map<string, LiveExecution>();
  const send = ({ id, row }: LiveExecution) =>
    row === null ? sink.gone(id) : sink.changed(listedSummaryOfRow(row));
  let isSending = false;
  let lost: 'slow' | 'unknown' | null = null;
  const sendWaiting = async () => {
    isSending = true;
    while ((waiting.size > 0 || lost !== null) && !sink.closed.aborted) {
      await sink.caughtUp();
      if (lost !== null) sink.lost(lost);
      lost = null;
      for (const [id, live] of waiting) {
        if (sink.isBehind) break;
        waiting.delete(id);
        send(live);
      }
    }
    isSending = false;
  };
  const lose = (reason: 'slow' | 'unknown') => {
    waiting.clear();
    lost = reason;
    if (!isSending) void sendWaiting();
  };
  const stop = liveExecutions.listen((live) => {
    if (live === 'missed') return lose('unknown');
    if (live.project !== project) return;
    if (waiting.size === 0 && lost === null && !sink.isBehind) return send(live);
    // Set anew, so that the order stays that of the last changes.
    waiting.delete(live.id);
    waiting.set(live.id, live);
    if (waiting.size > MAX_WAITING) lose('slow');
    else if (!isSending) void sendWaiting();
  });
  sink.closed.addEventListener('abort', stop);
}

/** Executions as server-sent events, whose ids only count; `hello` asks for the list, at the beginning too. */
export function executionSse(client: SseClient): ExecutionSink {
  let sent = 0;
  const send = (data: object) => {
    client.send(String(sent), data);
    sent += 1;
  };
  send({ type: 'hello' });
  return {
    closed: client.closed,
    get isBehind() {
      return client.isBehind;
    },
    caughtUp: () => client.caughtUp(),
    changed: (execution) => send({ type: 'execution', execution }),
    gone: (id) => send({ type: 'gone', id }),
    lost: () => send({ type: 'hello' }),
  };
}
