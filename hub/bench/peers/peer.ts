import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { freePort } from '../../../test/support/free-port.ts';
import { pythonOf } from './python-of.ts';

/** How one of the peers is run, with SQLite in a folder of its own, on loopback. */
export interface PeerKind {
  readonly name: 'phoenix' | 'mlflow';
  readonly program: string;
  readonly args: (folder: string, port: number) => readonly string[];
  readonly env: (folder: string, port: number) => Readonly<Record<string, string>>;
  /** Answers 200 once it is ready. */
  readonly ready: string;
  /** What its OTLP endpoint asks for. */
  readonly headers: Readonly<Record<string, string>>;
  readonly file: string;
}

export const peerKinds: readonly PeerKind[] = [
  {
    name: 'phoenix',
    program: 'phoenix',
    args: () => ['serve'],
    env: (folder, port) => ({
      PHOENIX_WORKING_DIR: folder,
      PHOENIX_HOST: '127.0.0.1',
      PHOENIX_PORT: String(port),
      // Next to the other: both were free a moment ago.
      PHOENIX_GRPC_PORT: String(port + 1),
      PHOENIX_TELEMETRY_ENABLED: 'false',
    }),
    ready: '/healthz',
    headers: {},
    file: 'phoenix.db',
  },
  {
    name: 'mlflow',
    program: 'mlflow',
    args: (folder, port) => [
      ...['server', '--host', '127.0.0.1', '--port', String(port)],
      ...['--backend-store-uri', `sqlite:///${folder}/mlflow.db`],
      ...['--default-artifact-root', join(folder, 'artifacts')],
    ],
    env: () => ({ MLFLOW_DISABLE_TELEMETRY: 'true' }),
    ready: '/health',
    headers: { 'x-mlflow-experiment-id': '0' },
    file: 'mlflow.db',
  },
];

const START_MS = 180_000;

/** A peer as a program of its own, with all of its processes in one group. */
export class Peer {
  readonly folder = mkdtempSync(join(tmpdir(), 'observatory-peer-'));
  readonly kind: PeerKind;
  url = '';
  #child: ChildProcess | undefined;

  constructor(kind: PeerKind) {
    this.kind = kind;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts it on its folder; gives the milliseconds until it answers. Rejects where it does not. */
  async start(): Promise<number> {
    const { kind, folder } = this;
    const port = await freePort();
    const program = join(dirname(pythonOf(kind.name)), kind.program);
    const startedMs = performance.now();
    const log = createWriteStream(join(folder, 'log'), { flags: 'a' });
    await once(log, 'open');
    const child = spawn(program, kind.args(folder, port), {
      cwd: folder,
      env: { ...process.env, ...kind.env(folder, port) },
      stdio: ['ignore', log, log],
      detached: true,
    });
    this.#child = child;
    // In a group of its own it would outlive a benchmark that is ended.
    process.once('exit', () => {
      this.#signal('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    this.url = `http://127.0.0.1:${port}`;
    while (performance.now() - startedMs < START_MS) {
      if (child.exitCode !== null) throw new Error(`it ended: ${this.#said()}`);
      const isReady = await fetch(this.url + kind.ready, { signal: AbortSignal.timeout(5000) }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return performance.now() - startedMs;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`it did not answer within ${START_MS / 1000} s: ${this.#said()}`);
  }

  /** The end of what it has said. */
  #said(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8').slice(-500);
  }

  /** Spans in its file, as any other program reads them. */
  stored(): number {
    const file = join(this.folder, this.kind.file);
    if (!existsSync(file)) return 0;
    const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
    try {
      return Number(database.prepare('SELECT count(*) AS n FROM spans').get()?.n);
    } finally {
      database.close();
    }
  }

  /** Ends all of its processes at once, by the signal. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    this.#signal(signal);
    await ended;
  }

  /** To the whole group; nothing where it has ended. */
  #signal(signal: 'SIGKILL' | 'SIGTERM'): void {
    try {
      if (this.pid > 0) process.kill(-this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
