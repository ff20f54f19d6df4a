import type { ObservabilityEvent } from '@observatory/shim/conventions';
import type { Hub } from '../hub/hub.ts';
import type { Alert, Execution, FleetHealth } from '../hub/types.ts';
import { openEventStreams } from './event-streams.ts';
import { createFrameBatch } from './frames.ts';
import { createLiveStream, type LiveStream } from './live-stream.ts';
import { openSocket } from './open-socket.ts';
import { followPage } from './page-wakes.ts';
import { createSeen } from './seen.ts';
import { createTopicListeners, type NamedMessage } from './topic-listeners.ts';
import type { EventFilter, LiveMessage, LiveTopic } from './topics.ts';

/**
 * All that changes at a hub, over one connection, which opens with the first listener and sleeps with the last. What comes
 * is told once a frame. Each function returns what ends the listening.
 */
export interface HubStream extends Pick<LiveStream, 'getState' | 'subscribe' | 'retryNow'> {
  /** Called with each execution that changed. */
  readonly onExecution: (listener: (execution: Execution) => void) => () => void;
  /** Called with each alert that began or changed, people's doing included. */
  readonly onAlert: (listener: (alert: Alert) => void) => () => void;
  /** Called with the events that came since the last call, in their order. */
  readonly onEvents: (
    filter: EventFilter,
    listener: (events: readonly ObservabilityEvent[]) => void,
  ) => () => void;
  /** Called with the health of the fleet in the last hour, whenever it changed. */
  readonly onHealth: (listener: (health: FleetHealth) => void) => () => void;
}

interface HubStreamOptions extends Pick<Hub, 'url' | 'access' | 'fetch' | 'reachability'> {
  readonly apiKey?: string;
  /**
   * The stream is there (again), or something is gone: what is shown must be fetched anew; only what was asked for
   * `before`, in ms since the epoch, if that is given.
   */
  readonly onStale: (before?: number) => void;
}

/** How long the connection stays when nobody listens any more. */
const LINGER_MS = 5_000;
/** After how long what changed before the first opening is fetched. */
const FIRST_MS = 3_000;

/** The stream of a hub. Nothing is opened, and nothing of the browser touched, before somebody listens. */
export function createHubStream(options: HubStreamOptions): HubStream {
  const { url, apiKey, fetch, onStale } = options;
  let watchers = 0;
  let hasOpened = false;
  let stopFollowing: (() => void) | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const socket = () => ({
    url: `${(url || window.location.origin).replace(/^http/, 'ws')}/ws`,
    ...(apiKey === undefined ? {} : { apiKey }),
  });
  const tell = createFrameBatch<NamedMessage>((messages) => {
    if (messages.some(({ message }) => message.kind === 'stale')) onStale();
    topics.deliver(messages);
  });
  const stream = createLiveStream({
    ways: [
      { name: 'socket', open: (followed, handlers) => openSocket(socket(), followed, handlers) },
      { name: 'streams', open: (followed, handlers) => openEventStreams(fetch, followed, handlers) },
    ],
    onMessage: tell,
    onOpen: () => {
      // Before the first opening little can have been missed: the page comes first.
      const openedAt = Date.now();
      if (hasOpened) onStale();
      else setTimeout(() => stream.getState().kind === 'live' && onStale(openedAt), FIRST_MS);
      hasOpened = true;
    },
  });
  const topics = createTopicListeners({
    follow: stream.follow,
    unfollow: (name) => {
      stream.unfollow(name);
      rest();
    },
  });

  const begin = () => {
    stopFollowing ??= followPage(stream, options);
    if (!document.hidden) stream.wake();
  };
  const rest = () => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (watchers > 0 || !topics.isEmpty()) return;
      stopFollowing?.();
      stopFollowing = undefined;
      stream.sleep();
    }, LINGER_MS);
  };
  const listen = (topic: LiveTopic, listener: (messages: readonly LiveMessage[]) => void) => {
    const stop = topics.listen(topic, listener);
    begin();
    return stop;
  };
  return {
    getState: stream.getState,
    subscribe: (listener) => {
      const stop = stream.subscribe(listener);
      watchers += 1;
      begin();
      return () => {
        stop();
        watchers -= 1;
        rest();
      };
    },
    retryNow: stream.retryNow,
    onExecution: (listener) =>
      listen({ kind: 'executions' }, (messages) => {
        for (const message of messages) if (message.kind === 'execution') listener(message.execution);
      }),
    onAlert: (listener) =>
      listen({ kind: 'alerts' }, (messages) => {
        for (const message of messages) if (message.kind === 'alert') listener(message.alert);
      }),
    onEvents: (filter, listener) => {
      const isNew = createSeen();
      return listen({ kind: 'events', filter }, (messages) => {
        const events = messages.flatMap((message) =>
          message.kind === 'event' && isNew(message.event.id) ? [message.event] : [],
        );
        if (events.length > 0) listener(events);
      });
    },
    onHealth: (listener) =>
      listen({ kind: 'health' }, (messages) => {
        const last = messages.at(-1);
        if (last?.kind === 'health') listener(last.health);
      }),
  };
}
