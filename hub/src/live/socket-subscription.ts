import type { HubError } from '../errors.ts';
import { type EventSink, type ItemSink, missedMessage } from './event-sink.ts';
import type { ExecutionSink } from './execution-feed.ts';
import type { SubscriptionTopic } from './subscribe-frame.ts';

/** One subscription of a connection, whatever it is about: its frames carry its id. */
export interface SocketSubscription extends EventSink, ItemSink, ExecutionSink {
  /** A frame about what was stored up to a cursor. */
  at(frame: object, cursor: number): void;
  /** An answer as JSON: all of it, or what it became. */
  data(type: 'snapshot' | 'update', json: string): void;
  /** Says that it is there, where nothing can be resumed. */
  subscribed(): void;
  /** Ends it with what is wrong. */
  fail(error: HubError): void;
}

/** The connection, as its subscriptions use it. */
export interface SocketWay {
  readonly isBehind: () => boolean;
  readonly caughtUp: (closed: AbortSignal) => Promise<void>;
  /** Sends a frame, or its JSON. */
  readonly say: (frame: object | string) => void;
  /** Sends bytes that are whole frames. */
  readonly write: (frames: Buffer) => void;
  readonly fail: (error: HubError) => void;
}

/** The way to a subscription over its connection. */
export function socketSubscription(
  {
    id,
    topic,
    closed,
  }: { readonly id: string; readonly topic: SubscriptionTopic; readonly closed: AbortSignal },
  way: SocketWay,
): SocketSubscription {
  const name = JSON.stringify(id);
  let told = 0;
  const say = (frame: object | string) => {
    if (!closed.aborted) way.say(frame);
  };
  const at = (frame: object, cursor: number) => {
    told = cursor;
    say({ ...frame, id, cursor: String(cursor) });
  };
  return {
    closed,
    get isBehind() {
      return way.isBehind();
    },
    caughtUp: () => way.caughtUp(closed),
    at,
    begin: (cursor) =>
      at({ type: 'subscribed', ...(topic !== 'events' && { topic, resumes: true }) }, cursor),
    send(frames) {
      told = frames.events.at(-1)?.cursor ?? told;
      if (!closed.aborted) way.write(frames.webSocket(id));
    },
    items: (items, cursor) => at({ type: 'events', items }, cursor),
    missed: (missed, cursor) => at(missedMessage(missed), cursor),
    beat(cursor) {
      if (cursor > told && !way.isBehind()) at({ type: 'cursor' }, cursor);
    },
    subscribed: () => say({ type: 'subscribed', id, topic, resumes: false }),
    lost: (reason) => say({ type: 'missed', id, reason }),
    changed: (execution) => say({ type: 'execution', id, execution }),
    gone: (executionId) => say({ type: 'gone', id, execution_id: executionId }),
    data: (type, json) => say(`{"type":"${type}","id":${name},"data":${json}}`),
    fail: way.fail,
  };
}
