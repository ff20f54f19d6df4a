import type { Hub } from '../hub/hub.ts';
import type { Execution } from '../hub/types.ts';
import { createLiveStream, type LiveStream, type StreamState } from './live-stream.ts';

/** A hub's one stream of changed executions; it connects with its first listener. */
export interface HubStream extends Pick<LiveStream, 'getState' | 'subscribe' | 'retryNow'> {
  /** Called with each execution that changed. */
  readonly onExecution: (listener: (execution: Execution) => void) => () => void;
}

interface HubStreamOptions extends Pick<Hub, 'access' | 'fetch' | 'reachability'> {
  /** The stream is there (again), or something is gone: what is shown must be fetched anew. */
  readonly onStale: () => void;
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

const notYet: StreamState = { kind: 'connecting' };

/** The stream of changed executions of a hub; it sleeps while the page is hidden. */
export function createHubStream(options: HubStreamOptions): HubStream {
  const listeners = new Set<(execution: Execution) => void>();
  const watchers = new Set<() => void>();
  let stream: LiveStream | undefined;

  const open = () => {
    stream ??= openStream(options, listeners, () => {
      for (const watcher of watchers) watcher();
    });
  };
  return {
    getState: () => stream?.getState() ?? notYet,
    subscribe: (listener) => {
      open();
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    retryNow: () => stream?.retryNow(),
    onExecution: (listener) => {
      open();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function openStream(
  { access, fetch, reachability, onStale }: HubStreamOptions,
  listeners: ReadonlySet<(execution: Execution) => void>,
  onState: () => void,
): LiveStream {
  let isFirst = true;
  const stream = createLiveStream({
    fetch,
    path: '/api/v1/executions/stream',
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
      access.set('needed');
    onState();
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
  return stream;
}
