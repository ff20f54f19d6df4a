import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { PartialSettings } from '../../infra/settings/schema.ts';
import { readState, type ServerState } from '../../infra/targets/process/state.ts';
import { freePort } from './free-port.ts';

const command = resolve(import.meta.dirname, '../../infra/command/observatory.cjs');
const INTERNAL_PORTS = 120;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real servers as processes, in a folder and on ports of their own, driven by the `observatory` command. */
export class ProcessStack {
  readonly folder: string;
  readonly ports: Readonly<Record<string, number>>;

  private constructor(folder: string, ports: Readonly<Record<string, number>>) {
    this.folder = folder;
    this.ports = ports;
  }

  /** Writes the settings of a stack; starts nothing. */
  static async prepare(settings: PartialSettings = {}): Promise<ProcessStack> {
    const folder = await mkdtemp(join(tmpdir(), 'observatory-stack-'));
    // PostgreSQL's own user, which the hub takes when it is root, must be able to enter.
    await chmod(folder, 0o755);
    const names = ['jaeger', 'grafana', 'prometheus', 'loki', 'alertmanager', 'hub', 'otlpGrpc', 'otlpHttp'];
    const free = await Promise.all(names.map(() => freePort()));
    const ports = {
      ...Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0])),
      internal: await freeRange(),
    };
    await writeFile(join(folder, 'observatory.yaml'), stringify({ ...settings, ports }));
    return new ProcessStack(folder, ports);
  }

  /** `http://127.0.0.1:PORT` of what has a published port. */
  url(name: 'jaeger' | 'prometheus' | 'loki' | 'alertmanager' | 'hub' | 'otlpHttp' | 'otlpGrpc'): string {
    return `http://127.0.0.1:${this.ports[name]}`;
  }

  /** Runs `observatory …` in the stack's folder; gives what it printed and its exit code. */
  async run(...args: string[]): Promise<Ran> {
    try {
      const { stdout, stderr } = await promisify(execFile)('node', [command, ...args], {
        cwd: this.folder,
        timeout: 180_000,
        maxBuffer: 64 * 2 ** 20,
      });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
      return { code: typeof code === 'number' ? code : 1, stdout, stderr };
    }
  }

  async up(): Promise<void> {
    const { code, stdout, stderr } = await this.run('up', '--target', 'process');
    if (code !== 0) throw new Error(`observatory up ended with ${code}\n${stdout}\n${stderr}`);
  }

  /** Ends everything and removes the folder. */
  async remove(): Promise<void> {
    await this.run('down');
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What the supervisor says of a server now. */
  server(name: string): ServerState {
    const state = readState(join(this.folder, '.observatory/process'));
    const server = state?.servers.find((one) => one.name === name);
    if (server === undefined) throw new Error(`the supervisor knows no ${name}`);
    return server;
  }

  /** Signals a server's process: SIGKILL for a crash, SIGSTOP and SIGCONT for one that hangs and comes back. */
  signal(name: string, signal: NodeJS.Signals): void {
    for (const { pid } of this.server(name).processes) process.kill(pid, signal);
  }

  async secret(name: string): Promise<string> {
    return (await readFile(join(this.folder, '.observatory/process/secrets', name), 'utf8')).trim();
  }
}

/** The first of a row of free ports, below those that the system gives to clients. */
async function freeRange(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = 10_000 + Math.floor(Math.random() * 20_000);
    const taken = await Promise.all(
      Array.from({ length: INTERNAL_PORTS }, (_, index) => isTaken(first + index)),
    );
    if (!taken.includes(true)) return first;
  }
  throw new Error('no row of free ports');
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
