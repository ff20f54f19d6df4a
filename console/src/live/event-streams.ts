import type { ObservabilityEvent } from '@observatory/shim/conventions';
import type { Hub } from '../hub/hub.ts';
import { problemOf } from '../hub/problem.ts';
import type { Alert, Execution, FleetHealth } from '../hub/types.ts';
import { isObject } from '../lib/json.ts';
import type { ConnectionHandlers, LiveConnection } from './connection.ts';
import { openStream } from './open-stream.ts';
import type { FollowedTopic, LiveMessage, LiveTopic } from './topics.ts';

/** Browsers allow six connections per address over all tabs; what is over this is asked for every now and then. */
const MOST_STREAMS = 4;

/** Where the server-sent events of a topic are (docs/hub-live.md). */
export function streamPath(topic: LiveTopic): string {
  switch (topic.kind) {
    case 'executions':
      return '/api/v1/executions/stream';
    case 'health':
      return '/api/v1/observability/metrics/stream';
    case 'alerts':
      return '/api/observability/events/stream?types=alert';
    case 'events': {
      const { types, severities, agents, workflows, text, executionId, traceId } = topic.filter;
      const given = {
        types: types?.join(','),
        severities: severities?.join(','),
        agents: agents?.join(','),
        workflows: workflows?.join(','),
        text,
        executionId,
        trace_id: traceId,
      };
      const query = new URLSearchParams(
        Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : [])),
      );
      return `/api/observability/events/stream${query.size === 0 ? '' : `?${query}`}`;
    }
  }
}

/** Opens a stream of server-sent events for each topic; they count as one connection, which ends with the first of them. */
export function openEventStreams(
  fetch: Hub['fetch'],
  topics: ReadonlyMap<string, FollowedTopic>,
  { onOpen, onMessage, onEnd }: ConnectionHandlers,
): LiveConnection {
  const streams = new Map<string, () => void>();
  const unopened = new Set<string>();
  const waiting = new Map<string, FollowedTopic>();
  let isOpen = false;
  let isOver = false;
  const opened = () => {
    if (isOpen || unopened.size > 0) return;
    isOpen = true;
    onOpen();
  };
  const close = () => {
    isOver = true;
    for (const stop of streams.values()) stop();
    streams.clear();
  };
  const tell = async (name: string, { topic }: FollowedTopic, data: unknown, isFirst: boolean) => {
    const message = topic.kind === 'alerts' ? await alertOf(fetch, data) : messageOf(topic, data, isFirst);
    if (message && !isOver) onMessage(name, message);
  };
  const follow = (name: string, followed: FollowedTopic) => {
    if (streams.size >= MOST_STREAMS) {
      waiting.set(name, followed);
      return;
    }
    const isLate = waiting.delete(name);
    let isFirst = true;
    const stop = openStream(
      fetch,
      streamPath(followed.topic),
      {
        onOpen: () => {
          unopened.delete(name);
          opened();
          if (isLate) onMessage(name, { kind: 'stale' });
        },
        onMessage: (data, id) => {
          if (id) followed.cursor = id;
          void tell(name, followed, data, isFirst);
          isFirst = false;
        },
        onEnd: (reason) => {
          if (isOver) return;
          close();
          onEnd(reason);
        },
      },
      // Ids of executions and of figures only count.
      followed.topic.kind === 'events' || followed.topic.kind === 'alerts' ? followed.cursor : null,
    );
    streams.set(name, stop);
  };
  for (const [name, followed] of topics) {
    if (streams.size < MOST_STREAMS) unopened.add(name);
    follow(name, followed);
  }
  return {
    follow,
    unfollow: (name) => {
      streams.get(name)?.();
      streams.delete(name);
      waiting.delete(name);
      // The others may have been waiting for this one alone.
      if (unopened.delete(name)) opened();
      const [next] = waiting;
      if (next) follow(...next);
    },
    close,
  };
}

function messageOf({ kind }: LiveTopic, data: unknown, isFirst: boolean): LiveMessage | null {
  if (!isObject(data)) return null;
  if (kind === 'health') return { kind, health: data as unknown as FleetHealth };
  if (data.type === 'missed' || data.type === 'gone') return { kind: 'stale' };
  if (kind === 'events')
    return 'id' in data ? { kind: 'event', event: data as unknown as ObservabilityEvent } : null;
  // The hub says hello again where it missed what another hub stored.
  if (data.type === 'hello') return isFirst ? null : { kind: 'stale' };
  return isObject(data.execution)
    ? { kind: 'execution', execution: data.execution as unknown as Execution }
    : null;
}

/** The alert that an event tells of, as it is now. */
async function alertOf(fetch: Hub['fetch'], event: unknown): Promise<LiveMessage> {
  try {
    const { data } = event as { data: Readonly<Record<string, unknown>> };
    const response = await fetch(`/api/v1/alerts/${encodeURIComponent(String(data['alert.id']))}`);
    if (!response.ok) throw problemOf(response.status, null);
    return { kind: 'alert', alert: (await response.json()) as Alert };
  } catch {
    return { kind: 'stale' };
  }
}
