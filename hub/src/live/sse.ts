import { once } from 'node:events';
import { setImmediate as immediate } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { everyBeat, LIVE_BEAT_MS } from './heartbeat.ts';

/** Bytes on their way to a client above which it counts as behind. */
const BEHIND_BYTES = 64 * 1024;
/** How long a client may read nothing of what is on its way. */
const MAX_STALL_MS = 30_000;
const HEARTBEAT = Buffer.from(': heartbeat\n\n');

export interface SseClient {
  send(id: string, data: unknown): void;
  /** Sends bytes that are whole messages. */
  write(messages: Buffer): void;
  /** Gives the client the id to resume after, without a message. */
  mark(id: string): void;
  /** Whether so much is on its way that the sender should wait for `caughtUp`: what is sent is held in memory. */
  readonly isBehind: boolean;
  /** Resolves when the client has read what it was sent, or is gone; one that reads nothing for long is let go. */
  caughtUp(): Promise<void>;
  readonly closed: AbortSignal;
  /** Ends the stream; the client is to come back after `retryMs`, with the id that it has. */
  leave(retryMs: number): void;
  close(): void;
}

export interface SseOptions {
  readonly heartbeatMs?: number;
  readonly maxStallMs?: number;
}

/**
 * Turns a request into a stream of server-sent events (WHATWG HTML, "Server-sent events"): no `event:` field, an
 * `id:` always, one JSON object as `data:`, comments as heartbeats. Proxies are told not to gather or change it.
 */
export function openSse(
  request: FastifyRequest,
  reply: FastifyReply,
  { heartbeatMs = LIVE_BEAT_MS, maxStallMs = MAX_STALL_MS }: SseOptions = {},
): SseClient {
  const controller = new AbortController();
  const { signal } = controller;
  const response = reply.raw;
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  request.raw.socket.setNoDelay(true);
  response.write(': connected\n\n');
  let stalledBeats = 0;
  let lastLength = 0;
  const stopHeartbeat = everyBeat(heartbeatMs, () => {
    const { writableLength } = response;
    if (!response.writableNeedDrain) {
      stalledBeats = 0;
      response.write(HEARTBEAT);
    } else if (stalledBeats > 0 && writableLength < lastLength) stalledBeats = 0;
    else {
      // One that does not read needs no sign of life; where nothing more is sent to it, nobody else looks after it.
      stalledBeats += 1;
      if (stalledBeats * heartbeatMs > maxStallMs) response.destroy();
    }
    lastLength = writableLength;
  });
  const close = () => {
    stopHeartbeat();
    controller.abort();
    response.end();
  };
  request.raw.on('close', close);
  response.on('error', close);
  const write = (messages: Buffer | string) => {
    if (!signal.aborted) response.write(messages);
  };
  return {
    closed: signal,
    write,
    send: (id, data) => write(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
    mark: (id) => write(`id: ${id}\n\n`),
    get isBehind() {
      return response.writableLength > BEHIND_BYTES;
    },
    async caughtUp() {
      if (signal.aborted) return;
      // Also a client that reads fast leaves the hub time for others.
      if (!response.writableNeedDrain) return immediate();
      const stalled = setTimeout(() => response.destroy(), maxStallMs);
      await once(response, 'drain', { signal }).catch(() => {});
      clearTimeout(stalled);
    },
    leave(retryMs) {
      write(`retry: ${retryMs}\n\n`);
      close();
    },
    close,
  };
}
