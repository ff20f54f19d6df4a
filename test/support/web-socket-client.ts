import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';

const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
type FrameKind = keyof typeof opcodes;

export interface WebSocketFrame {
  readonly kind: string;
  readonly payload: Buffer;
}

/**
 * A client of WebSockets (RFC 6455) that sends any header and any frame, may leave pings without an answer, and may
 * read nothing. It reads and writes frames by hand: what it parses must not come from the library under test.
 */
export class WebSocketClient {
  readonly frames: WebSocketFrame[] = [];
  isClosed = false;
  readonly #socket: Duplex;
  readonly #answersPings: boolean;
  #chunks: Buffer[] = [];
  #missingBytes = 0;

  private constructor(socket: Duplex, head: Buffer, answersPings: boolean) {
    this.#socket = socket;
    this.#answersPings = answersPings;
    this.#chunks = [head];
    socket.on('close', () => {
      this.isClosed = true;
    });
    socket.on('error', () => {});
  }

  /** Resolves when the handshake is done; rejects with the HTTP status and body where it is refused. */
  static open(
    url: string,
    {
      headers = {},
      reads = true,
      answersPings = true,
    }: { headers?: Record<string, string>; reads?: boolean; answersPings?: boolean } = {},
  ): Promise<WebSocketClient> {
    const outgoing = request(url, {
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        ...headers,
      },
    });
    return new Promise((resolve, reject) => {
      outgoing.on('error', reject);
      outgoing.on('upgrade', (_response, socket, head) => {
        const client = new WebSocketClient(socket, head, answersPings);
        if (reads) client.read();
        resolve(client);
      });
      outgoing.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => reject(new Error(`${response.statusCode} ${text}`)));
      });
      outgoing.end();
    });
  }

  /** Begins to read, where `reads` was false. */
  read(): void {
    this.#take(Buffer.alloc(0));
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /** Text frames, parsed. */
  get messages(): { type: string; data?: unknown }[] {
    return this.frames
      .filter((frame) => frame.kind === 'text')
      .map((frame) => JSON.parse(frame.payload.toString()));
  }

  /** What the server's close frame says; undefined before it came. */
  get closing(): { code: number; reason: string } | undefined {
    const frame = this.frames.find(({ kind }) => kind === 'close');
    return frame && { code: frame.payload.readUInt16BE(0), reason: frame.payload.subarray(2).toString() };
  }

  count(kind: FrameKind): number {
    return this.frames.filter((frame) => frame.kind === kind).length;
  }

  send(payload: string | Buffer, kind: FrameKind = 'text'): void {
    const body = Buffer.from(payload);
    const mask = randomBytes(4);
    const length =
      body.length < 126
        ? Buffer.from([0x80 | body.length])
        : Buffer.from([0x80 | 126, body.length >> 8, body.length & 0xff]);
    const masked = body.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
    this.#socket.write(Buffer.concat([Buffer.from([0x80 | opcodes[kind]]), length, mask, masked]));
  }

  /** Bytes as they are, which need be no frame. */
  sendRaw(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#missingBytes -= chunk.length;
    if (this.#missingBytes > 0) return;
    let rest: Buffer = Buffer.concat(this.#chunks);
    for (;;) {
      const { frame, size } = frameAt(rest);
      this.#missingBytes = size - rest.length;
      this.#chunks = [rest];
      if (frame === undefined) return;
      rest = rest.subarray(size);
      this.frames.push(frame);
      if (frame.kind === 'ping' && this.#answersPings) this.send(frame.payload, 'pong');
      if (frame.kind === 'close') this.#socket.end();
    }
  }
}

/** The frame at the beginning of some bytes, and how many it takes (or, while it is not whole, needs at least). */
function frameAt(bytes: Buffer): { frame?: WebSocketFrame; size: number } {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return { size: 2 };
  const short = second & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return { size: start };
  const length =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const size = start + length;
  if (bytes.length < size) return { size };
  const kind = Object.entries(opcodes).find(([, code]) => code === (first & 0x0f))?.[0] ?? 'other';
  return { frame: { kind, payload: bytes.subarray(start, size) }, size };
}
