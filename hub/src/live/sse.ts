import type { FastifyReply, FastifyRequest } from 'fastify';

const HEARTBEAT_MS = 15_000;
/** Bytes that a client may be behind; one that does not read is let go, and resumes by its last id. */
const MAX_BEHIND_BYTES = 1024 * 1024;

export interface SseClient {
  /** Sends one message; false once the client is gone. */
  send(id: string, data: unknown): boolean;
  readonly closed: AbortSignal;
}

/**
 * Turns a request into a stream of server-sent events (WHATWG HTML, "Server-sent events"): no `event:` field, an
 * `id:` always, one JSON object as `data:`, comments as heartbeats. Memory is bounded: a client that falls behind
 * is closed.
 */
export function openSse(request: FastifyRequest, reply: FastifyReply): SseClient {
  const controller = new AbortController();
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
  response.write(': connected\n\n');
  const heartbeat = setInterval(() => response.write(': heartbeat\n\n'), HEARTBEAT_MS);
  const close = () => {
    clearInterval(heartbeat);
    controller.abort();
    response.end();
  };
  request.raw.on('close', close);
  response.on('error', close);
  return {
    closed: controller.signal,
    send(id, data) {
      if (controller.signal.aborted) return false;
      response.write(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
      if (response.writableLength > MAX_BEHIND_BYTES) {
        close();
        response.destroy();
        return false;
      }
      return true;
    },
  };
}
