import { HubError } from './hub-error.ts';

/** What the client needs of a WebSocket: the part that browsers, Node and `ws` have in common. */
export interface WebSocketLike {
  /** Sends a frame of text. */
  send(data: string): void;
  /** Ends the connection. */
  close(code?: number, reason?: string): void;
  /** Calls `listener` when the connection is there, or has failed. */
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  /** Calls `listener` with each frame. */
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  /** Calls `listener` when the connection is over. */
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void;
}

/** The second argument is Node's and that of `ws`; browsers know no headers. */
export type WebSocketConstructor = new (
  url: string,
  options?: { readonly headers: Readonly<Record<string, string>> },
) => WebSocketLike;

/** The given one, else the platform's, else that of `ws`. */
export async function findWebSocket(given: WebSocketConstructor | undefined): Promise<WebSocketConstructor> {
  const found = given ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (found !== undefined) return found;
  // A name that bundlers cannot follow: none of theirs comes this far.
  const name = 'ws';
  try {
    const library = (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as {
      WebSocket: WebSocketConstructor;
    };
    return library.WebSocket;
  } catch (cause) {
    throw new HubError(
      'OBS_NO_WEBSOCKET',
      'this platform has no WebSocket: install `ws`, or give createClient one as `WebSocket`',
      { cause },
    );
  }
}

/** Whether headers can be given to a WebSocket; a browser sends its cookie instead. */
export function takesHeaders(): boolean {
  return typeof (globalThis as { document?: unknown }).document === 'undefined';
}
