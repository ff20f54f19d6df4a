import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A service of an example as a process; it prints its address when it listens. */
export class ExpressService {
  readonly #child: ChildProcess;
  /** Address that the service printed. */
  readonly url: Promise<string>;
  stderr = '';

  constructor(node: string, args: readonly string[], cwd: string, env: Record<string, string>) {
    this.#child = spawn(node, args, {
      cwd,
      env: { PATH: process.env.PATH, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.url = new Promise((resolve, reject) => {
      this.#child.stdout?.on('data', (chunk) => {
        const [url] = /http:\S+/.exec(String(chunk)) ?? [];
        if (url) resolve(url);
      });
      this.#child.once('exit', (code) => reject(new Error(`ended with ${code}: ${this.stderr}`)));
    });
    this.url.catch(() => {});
  }

  /** Asks it to end, and waits until it has sent its last telemetry. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}
