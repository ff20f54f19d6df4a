import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { HubError } from '../errors.ts';
import { type RunQuery, SocketQueries } from '../sql/socket-queries.ts';
import { type EventSink, type ItemSink, missedMessage } from './event-sink.ts';
import { everyBeat, LIVE_BEAT_MS } from './heartbeat.ts';
import { type SubscribeRequest, subscribeRequestOf } from './subscribe-frame.ts';

/** Bytes on their way to a client above which it counts as behind. */
const BEHIND_BYTES = 64 * 1024;
/** How long a client may read nothing of what is on its way. */
const MAX_STALL_MS = 30_000;
/** IANA's registry of close codes. */
const TRY_AGAIN_LATER = 1013;
const MAX_SUBSCRIPTIONS = 20;

export interface EventSocketOptions {
  /** Serves a subscription until its sink is closed. */
  readonly subscribe: (sink: EventSink & ItemSink, request: SubscribeRequest) => Promise<void>;
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
 */
export function openEventSocket(socket: WebSocket, raw: Socket, options: EventSocketOptions): void {
  const { subscribe, query, onFault, pingMs = LIVE_BEAT_MS, maxStallMs = MAX_STALL_MS } = options;
  const subscriptions = new Map<string, AbortController>();
  let count = 0;
  let unanswered = 0;
  raw.setNoDelay(true);

  const isBehind = () => raw.writableLength > BEHIND_BYTES;
  const say = (frame: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
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
  const sinkOf = (id: string, closed: AbortSignal): EventSink & ItemSink => {
    let told = 0;
    const send = (frame: object, cursor: number) => {
      told = cursor;
      if (!closed.aborted) say({ ...frame, id, cursor: String(cursor) });
    };
    return {
      closed,
      get isBehind() {
        return isBehind();
      },
      caughtUp: () => caughtUp(closed),
      begin: (cursor) => send({ type: 'subscribed' }, cursor),
      send(frames) {
        told = frames.events.at(-1)?.cursor ?? told;
        if (!closed.aborted && socket.readyState === socket.OPEN) raw.write(frames.webSocket(id));
      },
      items: (items, cursor) => send({ type: 'events', items }, cursor),
      missed: (missed, cursor) => send(missedMessage(missed), cursor),
      beat(cursor) {
        if (cursor > told && !isBehind()) send({ type: 'cursor' }, cursor);
      },
    };
  };

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
    subscribe(sinkOf(id, controller.signal), request).catch((error) => {
      if (controller.signal.aborted) return;
      onFault(error);
      subscriptions.delete(id);
      controller.abort();
      say({ type: 'error', id, ...new HubError('OBS_INTERNAL', 'The subscription ended.').toJSON().error });
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
  socket.on('message', (message, isBinary) => {
    unanswered = 0;
    const frame = isBinary ? undefined : objectOf(String(message));
    try {
      take(frame ?? {});
    } catch (error) {
      const fault =
        error instanceof HubError ? error : new HubError('OBS_INTERNAL', 'The hub failed at this.');
      if (fault !== error) onFault(error);
      const id = typeof frame?.id === 'string' ? { id: frame.id.slice(0, 64) } : {};
      reply({ type: 'error', ...id, status: fault.status, ...fault.toJSON().error });
    }
  });
  socket.on('close', () => {
    stopPings();
    queries.close();
    for (const controller of subscriptions.values()) controller.abort();
    subscriptions.clear();
  });
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
