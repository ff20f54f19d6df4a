import type { WebSocket } from 'ws';
import { everyBeat } from './heartbeat.ts';

const PING_MS = 30_000;
/** How long a client may read nothing of what is on its way. */
const MAX_STALL_MS = 30_000;
/** Bytes on their way above which a client's own messages are not answered. */
const MAX_REPLY_BACKLOG = 64 * 1024;
/** RFC 6455 and IANA's registry: what a close says. */
const TRY_AGAIN_LATER = 1013;
const MAX_REASON_LENGTH = 120;

export interface WebSocketClient {
  /**
   * Sends data (JSON text): the first as `{type: "snapshot", data}`, then as `{type: "update", data}`. While a frame
   * is on its way the newest data waits, so that a client that is slow costs one frame of memory.
   */
  offer(data: string): void;
  readonly closed: AbortSignal;
  /** The reason is ASCII. */
  close(code: number, reason: string): void;
}

export interface WebSocketOptions {
  readonly pingMs?: number;
  readonly maxStallMs?: number;
}

/**
 * The hub's side of IA1's WebSockets: answers `{type: "ping"}` with `{type: "pong"}` and anything else with an error
 * frame, pings by protocol too, closes a client that does not drain with 1013, and drops one that is no more there.
 */
export function openWebSocket(
  socket: WebSocket,
  { pingMs = PING_MS, maxStallMs = MAX_STALL_MS }: WebSocketOptions = {},
): WebSocketClient {
  const controller = new AbortController();
  let isFirst = true;
  let isSending = false;
  let waiting: string | null = null;
  let unanswered = 0;

  const close = (code: number, reason: string) => {
    waiting = null;
    controller.abort();
    socket.close(code, reason.slice(0, MAX_REASON_LENGTH));
  };
  const send = (data: string) => {
    const type = isFirst ? 'snapshot' : 'update';
    isFirst = false;
    isSending = true;
    const stalled = setTimeout(
      () => close(TRY_AGAIN_LATER, 'What is sent is not read; come again.'),
      maxStallMs,
    );
    socket.send(`{"type":"${type}","data":${data}}`, () => {
      clearTimeout(stalled);
      isSending = false;
      const next = waiting;
      waiting = null;
      if (next !== null && !controller.signal.aborted) send(next);
    });
  };
  const reply = (frame: object) => {
    if (socket.bufferedAmount < MAX_REPLY_BACKLOG) socket.send(JSON.stringify(frame));
  };

  const stopPings = everyBeat(pingMs, () => {
    // One that reads a large frame slowly may answer late.
    if (unanswered >= 2) socket.terminate();
    else if (!isSending) {
      unanswered += 1;
      socket.ping();
    }
  });
  socket.on('pong', () => {
    unanswered = 0;
  });
  socket.on('message', (message, isBinary) => {
    unanswered = 0;
    reply(isBinary || !isPing(String(message)) ? misunderstood : { type: 'pong' });
  });
  socket.on('close', () => {
    stopPings();
    controller.abort();
  });

  return {
    closed: controller.signal,
    offer(data) {
      if (controller.signal.aborted) return;
      if (isSending) waiting = data;
      else send(data);
    },
    close,
  };
}

const misunderstood = {
  type: 'error',
  code: 'OBS_BAD_REQUEST',
  message: 'Expected {"type": "ping"} as text.',
};

function isPing(text: string): boolean {
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null && 'type' in frame && frame.type === 'ping';
  } catch {
    return false;
  }
}
