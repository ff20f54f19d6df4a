import type { WebSocket } from 'ws';
import { WINDOW_S } from './window-counts.ts';

/** Frames of one connection in a minute: 20 a second. The page sends a few a minute. */
const MOST_FRAMES = 1200;
/** IANA's registry of close codes. */
const POLICY_VIOLATION = 1008;
const CLOSE_MS = 1000;

/** Ends a connection whose client sends frames without measure, pings and pongs among them. */
export function limitFrames(socket: WebSocket, most: number = MOST_FRAMES): void {
  let count = 0;
  let beganMs = performance.now();
  const take = () => {
    const nowMs = performance.now();
    if (nowMs - beganMs >= WINDOW_S * 1000) {
      beganMs = nowMs;
      count = 0;
    }
    count += 1;
    if (count !== most + 1) return;
    socket.close(POLICY_VIOLATION, `OBS_RATE_LIMITED: more than ${most} frames within a minute.`);
    // Nothing more of it is read; who does not answer the close is dropped.
    socket.pause();
    setTimeout(() => socket.terminate(), CLOSE_MS).unref();
  };
  for (const kind of ['message', 'ping', 'pong'] as const) socket.on(kind, take);
}
