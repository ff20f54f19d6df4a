import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** What a subscriber wants; the names of EN8's frame. */
export type LiveWish = Readonly<Record<string, string | readonly string[]>>;

const MARK = Buffer.from('sent=');
const END = ';'.charCodeAt(0);
/** Latencies are counted by the millisecond, up to this. */
const MAX_MS = 20_000;
const PING_MS = 10_000;

/**
 * A subscriber over a bare connection, so that a thousand of them take little of the core that they share: it looks for
 * the times that events were sent at, which their messages hold, and leaves everything else as it is.
 */
export class LiveReader {
  count = 0;
  readonly #socket: Socket;
  readonly #latencies = new Uint32Array(MAX_MS + 1);
  readonly #pings: NodeJS.Timeout | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #since = 0;

  private constructor(socket: Socket, isWebSocket: boolean) {
    this.#socket = socket;
    socket.on('error', () => {});
    if (isWebSocket)
      this.#pings = setInterval(() => socket.write(textFrame({ type: 'ping' })), PING_MS).unref();
  }

  static now(): number {
    return performance.timeOrigin + performance.now();
  }

  /** Resolves when the subscription has begun. With `reads: false` nothing is read after that. */
  static async open(
    url: string,
    kind: 'sse' | 'webSocket',
    wish: LiveWish,
    reads: boolean,
  ): Promise<LiveReader> {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname).setNoDelay(true);
    const isWebSocket = kind === 'webSocket';
    const reader = new LiveReader(socket, isWebSocket);
    const query = Object.entries(wish).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    const path = isWebSocket ? '/ws' : `/api/observability/events/stream?${query.join('&')}`;
    const upgrade = isWebSocket
      ? `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n`
      : '';
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${upgrade}\r\n`);
    if (isWebSocket) {
      await heard(socket, '101 Switching');
      socket.write(textFrame({ type: 'subscribe', id: 's', ...wish }));
      await heard(socket, '"subscribed"');
    } else await heard(socket, 'id: ');
    if (reads) socket.on('data', (chunk) => reader.#take(chunk));
    else socket.pause();
    return reader;
  }

  /** Forgets what was counted; events sent before now do not count. */
  begin(): void {
    this.count = 0;
    this.#latencies.fill(0);
    this.#since = LiveReader.now();
  }

  close(): void {
    clearInterval(this.#pings);
    this.#socket.destroy();
  }

  /** Percentiles over all that the readers read, in milliseconds. */
  static merge(readers: readonly LiveReader[]): { p50: number; p99: number; max: number } {
    const sum = new Float64Array(MAX_MS + 1);
    for (const reader of readers)
      for (let ms = 0; ms <= MAX_MS; ms += 1) sum[ms] = (sum[ms] ?? 0) + (reader.#latencies[ms] ?? 0);
    const total = sum.reduce((all, one) => all + one, 0);
    const at = (share: number) => {
      let seen = 0;
      return sum.findIndex((one) => {
        seen += one;
        return seen >= total * share;
      });
    };
    return { p50: at(0.5), p99: at(0.99), max: sum.findLastIndex((one) => one > 0) };
  }

  #take(chunk: Buffer): void {
    const now = LiveReader.now();
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (;;) {
      const at = bytes.indexOf(MARK, from);
      if (at === -1) {
        // The mark may have come in part.
        from = Math.max(from, bytes.length - MARK.length + 1);
        break;
      }
      const end = bytes.indexOf(END, at);
      if (end === -1) {
        from = at;
        break;
      }
      const sent = Number(bytes.toString('latin1', at + MARK.length, end));
      from = end;
      if (sent < this.#since) continue;
      this.count += 1;
      const ms = Math.min(MAX_MS, Math.max(0, Math.round(now - sent)));
      this.#latencies[ms] = (this.#latencies[ms] ?? 0) + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(from));
  }
}

/** Resolves when a text has come. */
function heard(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let all = '';
    const closed = () => reject(new Error(`the hub closed the connection: ${all.slice(0, 300)}`));
    const take = (chunk: Buffer) => {
      all += chunk.toString('latin1');
      if (!all.includes(text)) return;
      socket.off('data', take).off('close', closed);
      resolve();
    };
    socket.on('data', take).on('close', closed);
  });
}

/** A client's frame of text (RFC 6455, 5.2), masked with zeros. */
function textFrame(frame: object): Buffer {
  const body = Buffer.from(JSON.stringify(frame));
  const length =
    body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), body]);
}
