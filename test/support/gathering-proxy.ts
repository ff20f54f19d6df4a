import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { type Duplex, Transform } from 'node:stream';
import { createGzip } from 'node:zlib';

/**
 * A reverse proxy that does what common ones do unless they are asked not to: it gathers an answer whole before it passes
 * it on (nginx's `proxy_buffering`, off by `X-Accel-Buffering: no`), compresses it (off by `Cache-Control: no-transform`),
 * keeps connections to the hub open, and ends those on which nothing came for `idleMs`.
 */
export class GatheringProxy {
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sockets = new Set<Duplex>();

  private constructor(target: URL, idleMs: number) {
    this.#server = createServer((incoming, outgoing) => {
      const headers = { ...incoming.headers, host: target.host };
      const asked = request(
        target.origin + incoming.url,
        { method: incoming.method ?? 'GET', headers, agent: this.#agent },
        (answer) => {
          const { connection: _hop, 'transfer-encoding': _coding, ...passed } = answer.headers;
          answer.socket.setTimeout(idleMs, () => answer.destroy());
          const isTransformed = !/no-transform/.test(String(passed['cache-control']));
          outgoing.writeHead(answer.statusCode ?? 502, {
            ...passed,
            ...(isTransformed && { 'content-encoding': 'gzip' }),
          });
          const body = answer.headers['x-accel-buffering'] === 'no' ? answer : gathered(answer);
          if (isTransformed) body.pipe(createGzip()).pipe(outgoing);
          else body.pipe(outgoing);
          answer.on('close', () => outgoing.destroy());
        },
      );
      asked.on('error', () => outgoing.destroy());
      outgoing.on('close', () => asked.destroy());
      incoming.pipe(asked);
    });
    this.#server.on('upgrade', (incoming, client, head) => {
      const lines = Object.entries({ ...incoming.headers, host: target.host }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      const hub = connect(Number(target.port), target.hostname);
      hub.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
      hub.write(head);
      hub.setTimeout(idleMs, () => hub.destroy());
      for (const [one, other] of [
        [hub, client],
        [client, hub],
      ] as const) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy()).on('close', () => other.destroy());
      }
    });
  }

  /** Before the hub at `target`, on a free port of loopback. */
  static async open(target: string, { idleMs = 30_000 } = {}): Promise<GatheringProxy> {
    const proxy = new GatheringProxy(new URL(target), idleMs);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Gives nothing before all has come. */
function gathered(answer: IncomingMessage): Transform {
  const chunks: Buffer[] = [];
  return answer.pipe(
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
      flush(done) {
        done(null, Buffer.concat(chunks));
      },
    }),
  );
}
