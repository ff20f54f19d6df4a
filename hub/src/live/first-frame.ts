import type { RawData, WebSocket } from 'ws';
import { HubError } from '../errors.ts';

/** Of the range that is free for applications (RFC 6455, 7.4.2); the last digits say 401. */
export const UNAUTHORIZED = 4401;
/** IANA's registry of close codes. */
const TRY_AGAIN_LATER = 1013;
const WAIT_MS = 5000;
const CLOSE_MS = 1000;
/** Bytes of frames that may wait while the key is looked at. */
const MAX_HELD_BYTES = 64 * 1024;
const MAX_REASON_LENGTH = 120;

export interface FirstFrameOptions {
  /** Nothing is taken before a good key. */
  readonly needsKey: boolean;
  /** Finds out whose key it is and answers what the client is told. Rejects with a HubError. */
  readonly authenticate: (frame: Readonly<Record<string, unknown>>) => Promise<object>;
  /** Begins to serve the client; returns what takes its frames. */
  readonly open: () => (message: RawData, isBinary: boolean) => void;
  readonly waitMs?: number;
}

/**
 * Lets a client give its key in its first frame, `{type: "authenticate", key}`, since a page of another origin can set no
 * header of a handshake, and an address is no place for keys. Who needs one and gives none in time is closed with 4401.
 */
export function takeFirstFrame(socket: WebSocket, options: FirstFrameOptions): void {
  const { needsKey, authenticate, open, waitMs = WAIT_MS } = options;
  let receive = needsKey ? null : open();
  let isFirst = true;
  let isClosed = false;
  let held: [RawData, boolean][] | null = null;
  let heldBytes = 0;
  const close = (error: HubError) => {
    isClosed = true;
    endSocket(
      socket,
      error.status === 401 || error.status === 403 ? UNAUTHORIZED : TRY_AGAIN_LATER,
      `${error.code}: ${error.message}`,
    );
  };
  const late = () => close(new HubError('OBS_UNAUTHORIZED', `no key came within ${waitMs / 1000} s.`));
  const timer = needsKey ? setTimeout(late, waitMs) : undefined;
  socket.on('close', () => {
    isClosed = true;
    clearTimeout(timer);
  });
  const check = async (frame: Readonly<Record<string, unknown>>) => {
    const waiting: [RawData, boolean][] = [];
    held = waiting;
    try {
      const answer = await authenticate(frame);
      clearTimeout(timer);
      if (isClosed) return;
      receive ??= open();
      held = null;
      socket.send(JSON.stringify(answer));
      for (const [message, isBinary] of waiting) receive(message, isBinary);
    } catch (error) {
      close(error instanceof HubError ? error : new HubError('OBS_INTERNAL', 'The key cannot be looked at.'));
    }
  };
  socket.on('message', (message, isBinary) => {
    if (isClosed) return;
    if (held !== null) {
      heldBytes += byteLength(message);
      held.push([message, isBinary]);
      if (heldBytes > MAX_HELD_BYTES)
        close(new HubError('OBS_UNAUTHORIZED', 'wait for the answer to the key.'));
      return;
    }
    const frame = isFirst && !isBinary ? frameOf(message) : undefined;
    isFirst = false;
    if (frame?.type === 'authenticate') void check(frame);
    else if (receive !== null) receive(message, isBinary);
    else close(new HubError('OBS_UNAUTHORIZED', 'expected {type: "authenticate", key} first.'));
  });
}

/** Closes with a reason, of which the most that a close can carry is sent; one that does not answer is dropped. */
export function endSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason.slice(0, MAX_REASON_LENGTH).replaceAll(/[^ -~]/g, '?'));
  setTimeout(() => socket.terminate(), CLOSE_MS).unref();
}

/** The object that a frame says; undefined where it is none. */
export function frameOf(message: RawData): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(String(message));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function byteLength(message: RawData): number {
  return Array.isArray(message) ? message.reduce((sum, part) => sum + part.length, 0) : message.byteLength;
}
