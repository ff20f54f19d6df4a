import { connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of a connection: it goes on to the target, at once or late, or meets a fault; `unanswered` loses the answer. */
export type Fault = 'none' | 'slow' | 'silent' | 'garbage' | 'reset' | 'cut' | 'unanswered';

const SLOW_MS = 200;
const CUT_AFTER_BYTES = 2000;

/** A TCP proxy before a real server that can be told to behave badly. */
export class FaultProxy {
  fault: Fault = 'none';
  /** Connections that met each. */
  readonly met = new Map<Fault, number>();
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #onRefusal = () => {};
  #port = 0;

  private constructor(target: string) {
    const [host = '', port = ''] = target.split(':');
    this.#target = { host, port: Number(port) };
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Before `target` (`host:port`), on a free port of loopback. */
  static async open(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get address(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  /** Resolves when the target refuses a connection from now on. */
  refused(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRefusal = resolve;
    });
  }

  /** Ends the connections there are, so that the next ones meet the fault of now. */
  breakOff(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Refuses connections until told to take them again. */
  async refuse(): Promise<void> {
    this.#port = Number(this.address.split(':')[1]);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.breakOff();
    await closed;
  }

  /** After `refuse`: takes connections again, at the same address. */
  async take(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#keep(socket);
    this.met.set(this.fault, (this.met.get(this.fault) ?? 0) + 1);
    switch (this.fault) {
      case 'silent':
        socket.resume();
        return;
      case 'garbage':
        socket.once('data', () => socket.end(Buffer.alloc(512, 'not what you expect \xff\0')));
        return;
      case 'reset':
        socket.once('data', () => socket.resetAndDestroy());
        return;
      default:
        this.#forward(socket);
    }
  }

  #forward(socket: Socket): void {
    const target = this.#keep(connect(this.#target));
    const [late, cut] = [this.fault === 'slow', this.fault === 'cut'];
    const isUnanswered = this.fault === 'unanswered';
    target.on('error', () => this.#onRefusal());
    let passed = 0;
    socket.on('data', (chunk) => {
      passed += chunk.byteLength;
      if (cut && passed > CUT_AFTER_BYTES) {
        socket.destroy();
        target.destroy();
      } else if (late) setTimeout(() => target.write(chunk), SLOW_MS);
      else target.write(chunk);
    });
    target.on('data', (chunk) => {
      if (isUnanswered) socket.resetAndDestroy();
      else if (late) setTimeout(() => socket.write(chunk), SLOW_MS);
      else socket.write(chunk);
    });
    socket.on('close', () => target.destroy());
    target.on('close', () => setTimeout(() => socket.destroy(), late ? 2 * SLOW_MS : 0));
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // What breaks here is what is tested.
    socket.on('error', () => {});
    return socket;
  }
}
