import { access } from '../access/access.ts';
import { reachability } from '../api/reachability.ts';
import type { Execution } from '../api/types.ts';
import { createLiveStream, type LiveStream } from './live-stream.ts';

/** The page's one stream of changed executions. */
export interface HubStream extends LiveStream {
  /** Called with each execution that changed. */
  readonly onExecution: (listener: (execution: Execution) => void) => () => void;
}

/** How long a hidden page keeps its connection: browsers allow six per origin, over all tabs. */
const HIDDEN_MS = 20_000;

/**
 * A later span made a step of what looked like an execution, which is rare; or the hub says hello again, since it missed
 * what another hub stored. The page just asks for its lists again.
 */
function isStale(message: unknown, isFirst: boolean): boolean {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return message.type === 'gone' || (message.type === 'hello' && !isFirst);
}

function executionIn(message: unknown): Execution | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  if (message.type !== 'execution' || !('execution' in message)) return null;
  return message.execution as Execution;
}

/**
 * Opens the stream of changed executions; it sleeps while the page is hidden.
 * @param onStale the stream is there (again), or something is gone: what is shown must be fetched anew
 */
export function createHubStream(onStale: () => void): HubStream {
  const listeners = new Set<(execution: Execution) => void>();
  let isFirst = true;
  const stream = createLiveStream({
    url: '/api/v1/executions/stream',
    onMessage: (message) => {
      const execution = executionIn(message);
      if (execution) for (const listener of listeners) listener(execution);
      else if (isStale(message, isFirst)) onStale();
      isFirst = false;
    },
    onOpen: () => {
      isFirst = true;
      onStale();
    },
  });

  let hidden: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(stream.sleep, HIDDEN_MS);
    else {
      stream.wake();
      stream.retryNow();
    }
  });
  window.addEventListener('online', stream.retryNow);
  stream.subscribe(() => {
    const state = stream.getState();
    if (state.kind === 'waiting' && state.reason.kind === 'refused' && state.reason.status === 401)
      access.needed();
  });
  // Other requests may find the hub back before the next try is due.
  let answeredAt = reachability.get().answeredAt;
  reachability.subscribe(() => {
    const reach = reachability.get();
    if (reach.answeredAt === answeredAt) return;
    answeredAt = reach.answeredAt;
    const state = stream.getState();
    if (state.kind === 'waiting' && state.reason.kind !== 'refused' && answeredAt > state.downSince) {
      stream.retryNow();
    }
  });

  return {
    ...stream,
    onExecution: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
