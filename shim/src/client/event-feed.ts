import type { EventType, ObservabilityEvent, Severity } from '../conventions/events.ts';
import type { HubConnection, Query } from './hub-connection.ts';
import { HubError } from './hub-error.ts';
import { type Connected, keepLive, type Live, type LiveOptions } from './live.ts';
import { type MissedEvents, missedIn } from './missed-events.ts';
import { type SseMessage, SseParser } from './sse-parser.ts';

/** Which events a feed gives; what is not given lets all through. */
export interface EventsOptions extends LiveOptions {
  readonly types?: readonly EventType[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  /** Only of this execution. */
  readonly executionId?: string | undefined;
  /** Only of these agents, or workflows, by name. */
  readonly agents?: readonly string[] | undefined;
  readonly workflows?: readonly string[] | undefined;
  readonly traceId?: string | undefined;
  /** Words that all occur, in any case, in the message, the type or the attributes. */
  readonly text?: string | undefined;
  /** Told of events that did not come, since the reader was too slow or came back after retention. */
  readonly onMissed?: ((missed: MissedEvents) => void) | undefined;
  /** The `lastEventId` of an earlier feed, after which to go on. */
  readonly from?: string | undefined;
}

/** Events for `for await`, and where they stand. */
export interface EventFeed extends Live<ObservabilityEvent> {
  /** Id of the last event that was handed out, or of the place where the feed began; undefined before that. */
  readonly lastEventId: string | undefined;
}

/** Most characters of one message. */
const MAX_MESSAGE_LENGTH = 16 * 1024 * 1024;

/** Events as the hub stores them, each once and without a gap, whatever becomes of the connection. */
export function eventFeed(connection: HubConnection, options: EventsOptions): EventFeed {
  const { types, severities, executionId, agents, workflows, traceId, text, from } = options;
  const query = {
    types: types?.join(','),
    severities: severities?.join(','),
    executionId,
    agents: agents?.join(','),
    workflows: workflows?.join(','),
    trace_id: traceId,
    text,
  };
  let lastEventId = from;
  const live = keepLive(options, async function* (connected) {
    const path = '/api/observability/events/stream';
    for await (const { id, data } of sseMessages(connection, connected, path, query, lastEventId)) {
      if (id !== undefined) lastEventId = id;
      const event = data === undefined ? undefined : objectIn(data, connected);
      if (event === undefined) continue;
      const missed = missedIn(event);
      if (missed) options.onMissed?.(missed);
      else yield event as unknown as ObservabilityEvent;
    }
  });
  return Object.defineProperty(live, 'lastEventId', {
    get: () => lastEventId,
    enumerable: true,
  }) as EventFeed;
}

/** One object of a message's data; undefined, and a problem, where that is something else. */
export function objectIn(data: string, { problem }: Connected): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Named below.
  }
  problem(
    new HubError('OBS_BAD_ANSWER', `a message is left out: expected a JSON object, got ${data.slice(0, 60)}`),
  );
  return undefined;
}

/** The messages of one connection. It is read as the consumer goes on, and is over when nothing comes for long. */
export async function* sseMessages(
  connection: HubConnection,
  { abort, isSound }: Connected,
  path: string,
  query: Query = {},
  lastEventId?: string,
): AsyncGenerator<SseMessage, void> {
  const { silenceMs } = connection;
  const body = await connection.openStream(path, { query, lastEventId, signal: abort.signal });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new SseParser(MAX_MESSAGE_LENGTH);
  for (;;) {
    const { done, value } = await read(reader, abort, path, silenceMs);
    if (done) return;
    let messages: SseMessage[];
    try {
      messages = parser.push(decoder.decode(value, { stream: true }));
    } catch (cause) {
      throw new HubError('OBS_BAD_ANSWER', `GET ${path}: ${(cause as Error).message}`, { cause });
    }
    for (const message of messages) {
      if (message.data !== undefined) isSound();
      yield message;
    }
  }
}

/** Only while the consumer waits for more is silence a sign: one that is slow reads nothing. */
async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  abort: AbortController,
  path: string,
  silenceMs: number,
) {
  const timer = setTimeout(
    () => abort.abort(new HubError('OBS_TIMEOUT', `GET ${path}: nothing came for ${silenceMs} ms`)),
    silenceMs,
  );
  try {
    return await reader.read();
  } catch (cause) {
    throw new HubError('OBS_UNREACHABLE', `GET ${path} broke off`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
