import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { hubNodeArguments } from '../../infra/start/hub-node.ts';

const root = resolve(import.meta.dirname, '../..');

/** The hub's main file, as it is written and as `npm run build -w hub` makes it. */
export const hubProgram = {
  source: resolve(root, 'hub/src/main.ts'),
  built: resolve(root, 'hub/dist/main.js'),
} as const satisfies Record<string, string>;

export interface HubReady {
  readonly url: string;
  readonly otlpHttpPort: number;
  readonly otlpGrpcPort: number;
  readonly databasePid: number;
  readonly firstKey: string | null;
}

/** The hub as a program of its own; what can be killed. */
export class HubProcess {
  readonly child: ChildProcess;
  readonly ready: Promise<HubReady>;
  stderr = '';

  /** `program` is the hub's main file: the source, or what a build or an installation has. */
  constructor(env: Readonly<Record<string, string>>, program: string = hubProgram.source) {
    this.child = spawn(process.execPath, ['--conditions=@observatory/source', ...hubNodeArguments, program], {
      env: {
        ...process.env,
        LOG_LEVEL: 'warn',
        // Without a key whoever is on this machine is let in.
        ENABLE_AUTH: env.OBSERVATORY_API_KEY ? 'true' : 'false',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (text) => {
      this.stderr += text;
    });
    this.ready = new Promise((resolveReady, reject) => {
      this.child.once('message', (message) => resolveReady(message as HubReady));
      this.child.once('exit', (code) => reject(new Error(`the hub ended with code ${code}: ${this.stderr}`)));
    });
    this.ready.catch(() => {});
  }

  /** SIGKILL to the hub and to its database, in the given order. */
  async kill(first: 'hub' | 'database'): Promise<void> {
    const { databasePid } = await this.ready;
    const pids = [this.child.pid ?? 0, databasePid];
    for (const pid of first === 'hub' ? pids : pids.toReversed()) process.kill(pid, 'SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
