import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

/** A Redis of its own on a free port of loopback, which can be killed, stopped and started again; it keeps nothing. */
export class RedisServer {
  readonly url: string;
  readonly port: number;
  readonly #password: string;
  readonly #rights: string;
  #child: ChildProcess | null = null;

  private constructor(port: number, password: string, rights: string) {
    this.port = port;
    this.#password = password;
    this.#rights = rights;
    const user = rights === '' ? '' : 'observatory';
    this.url = `redis://${password === '' ? '' : `${user}:${password}@`}127.0.0.1:${port}`;
  }

  /** With `rights` its user is `observatory`, who has these rules of an ACL and no others. */
  static async start({ password = '', rights = '' } = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), password, rights);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()];
    if (this.#rights !== '')
      args.push(
        '--user',
        'observatory',
        'on',
        `>${this.#password}`,
        ...this.#rights.split(' '),
        '--user',
        'default',
        ...['on', 'nopass', 'resetkeys', 'resetchannels', '-@all', '+acl'],
      );
    else if (this.#password !== '') args.push('--requirepass', this.#password);
    this.#child = spawn('redis-server', args, { stdio: 'ignore' });
    this.#child.on('error', () => {});
    await eventually(async () => {
      const socket = connect(this.port, '127.0.0.1');
      await once(socket, 'connect').finally(() => socket.destroy());
    });
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** It keeps its connections and answers nothing. */
  hang(): void {
    this.#child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#child?.kill('SIGCONT');
  }

  /** What commands were refused for want of rights, as `ACL LOG` has them. */
  async refused(): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.write('ACL LOG\r\n');
    const [answer] = await once(socket, 'data').finally(() => socket.destroy());
    return String(answer);
  }

  /** Gathers all commands that come from now on, as MONITOR tells them. */
  monitor(): { readonly text: () => string; readonly close: () => void } {
    const socket = connect(this.port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (more) => {
      text += more;
    });
    socket.on('error', () => {});
    socket.write('MONITOR\r\n');
    return { text: () => text, close: () => socket.destroy() };
  }
}
