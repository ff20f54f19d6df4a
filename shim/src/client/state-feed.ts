import { objectIn } from './event-feed.ts';
import type { HubConnection } from './hub-connection.ts';
import { HubError } from './hub-error.ts';
import { type Connected, keepLive, type Live, type LiveOptions } from './live.ts';
import { findWebSocket, takesHeaders, type WebSocketLike } from './web-socket.ts';

/** All of something: as it is when the connection begins, then whenever it has changed. */
export interface State<T> {
  readonly type: 'snapshot' | 'update';
  readonly data: T;
}

/** What streams over WebSockets take. */
export interface StateFeedOptions extends LiveOptions {
  /** Time between two pings; 30 s unless given. */
  readonly pingMs?: number | undefined;
}

/** Application codes of a close (RFC 6455, 7.4.2) whose last three digits are a status of HTTP that will not change. */
const isFinal = (code: number) => code === 1008 || (code >= 4400 && code < 4500 && code !== 4429);

/**
 * The states that the hub sends over a WebSocket (IA1). A consumer that is slow gets the newest only. `ask` is the
 * request that answers with the same data: a browser does not say why a handshake was refused, this does.
 */
export function stateFeed<T>(
  connection: HubConnection,
  path: string,
  options: StateFeedOptions,
  ask: (signal: AbortSignal) => Promise<unknown>,
): Live<State<T>> {
  return keepLive(options, (connected) =>
    states<T>(connection, path, options.pingMs ?? 30_000, connected, ask),
  );
}

async function* states<T>(
  connection: HubConnection,
  path: string,
  pingMs: number,
  connected: Connected,
  ask: (signal: AbortSignal) => Promise<unknown>,
): AsyncGenerator<State<T>, void> {
  const { abort } = connected;
  const WebSocket = await findWebSocket(connection.options.WebSocket);
  const url = connection.url(path);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const { headers } = connection;
  const socket = takesHeaders() ? new WebSocket(url.href, { headers }) : new WebSocket(url.href);
  const feed = new SocketFeed<T>(socket, connected, pingMs);
  abort.signal.addEventListener('abort', () => feed.end());
  try {
    for (;;) {
      const state = await feed.next();
      if (state === undefined) break;
      connected.isSound();
      yield state;
    }
  } finally {
    feed.end();
  }
  if (abort.signal.aborted) return;
  if (!feed.wasOpen) await ask(abort.signal);
  throw feed.reason();
}

class SocketFeed<T> {
  wasOpen = false;
  readonly #socket: WebSocketLike;
  readonly #connected: Connected;
  readonly #pings: ReturnType<typeof setInterval>;
  #waiting: State<T> | undefined;
  #wake = () => {};
  #isOver = false;
  #heard = true;
  #close: { readonly code: number; readonly reason: string } = { code: 1006, reason: '' };

  constructor(socket: WebSocketLike, connected: Connected, pingMs: number) {
    this.#socket = socket;
    this.#connected = connected;
    socket.addEventListener('open', () => {
      this.wasOpen = true;
    });
    socket.addEventListener('message', ({ data }) => this.#take(data));
    // A close follows each error.
    socket.addEventListener('error', () => {});
    socket.addEventListener('close', ({ code, reason }) => {
      this.#close = { code, reason };
      this.end();
    });
    this.#pings = setInterval(() => this.#ping(), pingMs);
  }

  /** The newest state that was not handed out yet, as soon as there is one; undefined when the connection is over. */
  async next(): Promise<State<T> | undefined> {
    if (this.#waiting === undefined && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const state = this.#waiting;
    this.#waiting = undefined;
    return state;
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#pings);
    this.#socket.close();
    this.#wake();
  }

  /** Why the connection is over. */
  reason(): HubError {
    const { code, reason } = this.#close;
    const name = /^OBS_[A-Z_]+/.exec(reason)?.[0];
    const said = reason === '' ? '' : `: ${reason}`;
    if (isFinal(code)) {
      const status = code === 1008 ? 403 : code - 4000;
      return new HubError(name ?? 'OBS_BAD_ANSWER', `the hub closed the WebSocket with ${code}${said}`, {
        status,
      });
    }
    return new HubError('OBS_UNREACHABLE', `the WebSocket was closed with ${code}${said}`);
  }

  #ping(): void {
    if (!this.#heard) {
      this.#close = { code: 1006, reason: 'nothing was heard' };
      this.end();
      return;
    }
    this.#heard = false;
    if (this.wasOpen) this.#socket.send('{"type":"ping"}');
  }

  #take(text: unknown): void {
    this.#heard = true;
    const frame = typeof text === 'string' ? objectIn(text, this.#connected) : undefined;
    if (frame === undefined || frame.type === 'pong') return;
    const { type, data } = frame;
    if ((type === 'snapshot' || type === 'update') && typeof data === 'object' && data !== null) {
      // What replaces a snapshot that nobody saw is the snapshot.
      this.#waiting = { type: this.#waiting?.type === 'snapshot' ? 'snapshot' : type, data: data as T };
      this.#wake();
    } else if (type === 'error') {
      this.#connected.problem(new HubError(String(frame.code), String(frame.message)));
    }
  }
}
