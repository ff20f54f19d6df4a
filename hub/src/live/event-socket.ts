import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { HubError } from '../errors.ts';
import { type RunQuery, SocketQueries } from '../sql/socket-queries.ts';
import { frameOf } from './first-frame.ts';
import { everyBeat, LIVE_BEAT_MS } from './heartbeat.ts';
import { type SocketSubscription, socketSubscription } from './socket-subscription.ts';
import { type SubscribeRequest, subscribeRequestOf } from './subscribe-frame.ts';

/** Bytes on their way to a client above which it counts as behind. */
const BEHIND_BYTES = 64 * 1024;
/** How long a client may read nothing of what is on its way. */
const MAX_STALL_MS = 30_000;
/** IANA's registry of close codes. */
const TRY_AGAIN_LATER = 1013;
const MAX_SUBSCRIPTIONS = 20;

export interface EventSocketOptions {
  /** Serves a subscription until it is closed. */
  readonly subscribe: (subscription: SocketSubscription, request: SubscribeRequest) => Promise<void>;
  /** Answers EN7's queries. */
  readonly query: RunQuery;
  /** Told of faults of the hub itself. */
  readonly onFault: (error: unknown) => void;
  readonly pingMs?: number;
  readonly maxStallMs?: number;
}

/**
 * The hub's side of `WS /ws`: EN8's subscriptions and EN7's queries, each under an id, over one connection. Frames of events are made once
 * for all clients and written to the connection as bytes: nothing else writes there in parts, since it is not compressed.
 * Returns what takes the client's frames.
 */
export function openEventSocket(
  socket: WebSocket,
  raw: Socket,
  options: EventSocketOptions,
): (message: RawData, isBinary: boolean) => void {
  const { subscribe, query, onFault, pingMs = LIVE_BEAT_MS, maxStallMs = MAX_STALL_MS } = options;
  const subscriptions = new Map<string, AbortController>();
  let count = 0;
  let unanswered = 0;
  raw.setNoDelay(true);

  const isBehind = () => raw.writableLength > BEHIND_BYTES;
  const say = (frame: object | string) => {
    if (socket.readyState === socket.OPEN)
      socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  };
  /** Answers to what a client asks for without reading them would wait in memory. */
  const reply = (frame: object) => {
    if (!isBehind()) say(frame);
  };
  const stall = () => {
    socket.close(TRY_AGAIN_LATER, 'What is sent is not read; come again.');
    // The close waits behind all that.
    raw.destroy();
  };
  const caughtUp = async (closed: AbortSignal) => {
    if (closed.aborted) return;
    // Also a client that reads fast leaves the hub time for others.
    if (!raw.writableNeedDrain) return immediate();
    const stalled = setTimeout(stall, maxStallMs);
    await once(raw, 'drain', { signal: closed }).catch(() => {});
    clearTimeout(stalled);
  };
  const queries = new SocketQueries(query, { say, caughtUp, isBehind, onFault });
  const open = (request: SubscribeRequest) => {
    if (subscriptions.size >= MAX_SUBSCRIPTIONS) {
      const message = `${MAX_SUBSCRIPTIONS} subscriptions are open on this connection, which is the most. End one.`;
      throw new HubError('OBS_TOO_MANY_SUBSCRIPTIONS', message);
    }
    count += 1;
    const id = request.id ?? String(count);
    if (subscriptions.has(id))
      throw new HubError('OBS_BAD_REQUEST', `A subscription "${id}" is open already.`, { where: 'id' });
    const controller = new AbortController();
    subscriptions.set(id, controller);
    const fail = (error: HubError) => {
      if (controller.signal.aborted) return;
      subscriptions.delete(id);
      controller.abort();
      say(errorFrame(error, { id }));
    };
    const subscription = socketSubscription(
      { id, topic: request.topic, closed: controller.signal },
      {
        isBehind,
        caughtUp,
        say,
        write: (frames) => socket.readyState === socket.OPEN && raw.write(frames),
        fail,
      },
    );
    subscribe(subscription, request).catch((error) => {
      if (!controller.signal.aborted) onFault(error);
      fail(new HubError('OBS_INTERNAL', 'The subscription ended.'));
    });
  };
  const take = (frame: Record<string, unknown>) => {
    switch (frame.type) {
      case 'ping':
        return reply({ type: 'pong' });
      case 'subscribe':
        return open(subscribeRequestOf(frame));
      case 'unsubscribe': {
        const id = String(frame.id);
        const controller = subscriptions.get(id);
        if (controller === undefined)
          throw new HubError('OBS_BAD_REQUEST', 'There is no subscription of this id.', { where: 'id' });
        subscriptions.delete(id);
        controller.abort();
        return reply({ type: 'unsubscribed', id });
      }
      case 'query':
        return queries.begin(frame);
      case 'cancel':
        return queries.cancel(frame);
      default:
        throw new HubError(
          'OBS_BAD_REQUEST',
          'Expected {"type": "ping" | "subscribe" | "unsubscribe" | "query" | "cancel", …} as text.',
          { where: 'type' },
        );
    }
  };

  const stopPings = everyBeat(pingMs, () => {
    // One that reads a large frame slowly may answer late.
    if (unanswered * pingMs > maxStallMs) stall();
    else {
      unanswered += 1;
      if (!raw.writableNeedDrain) socket.ping();
    }
  });
  socket.on('pong', () => {
    unanswered = 0;
  });
  socket.on('close', () => {
    stopPings();
    queries.close();
    for (const controller of subscriptions.values()) controller.abort();
    subscriptions.clear();
  });
  return (message, isBinary) => {
    unanswered = 0;
    const frame = isBinary ? undefined : frameOf(message);
    try {
      take(frame ?? {});
    } catch (error) {
      const fault =
        error instanceof HubError ? error : new HubError('OBS_INTERNAL', 'The hub failed at this.');
      if (fault !== error) onFault(error);
      reply(errorFrame(fault, typeof frame?.id === 'string' ? { id: frame.id.slice(0, 64) } : {}));
    }
  };
}

/** What a client is told of a fault. */
function errorFrame(error: HubError, about: { readonly id?: string }): object {
  return { type: 'error', ...about, status: error.status, ...error.toJSON().error };
}
