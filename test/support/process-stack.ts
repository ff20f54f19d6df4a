import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { PartialSettings } from '../../infra/settings/schema.ts';
import { signalAll } from '../../infra/targets/process/end-processes.ts';
import { descendants, runs } from '../../infra/targets/process/process-identity.ts';
import { readState, type ServerState } from '../../infra/targets/process/state.ts';
import { freeStackPorts } from './free-stack-ports.ts';
import { type CommandResult, runCommand } from './observatory-command.ts';

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
    const ports = await freeStackPorts();
    await writeFile(join(folder, 'observatory.yaml'), stringify({ ...settings, ports }));
    return new ProcessStack(folder, ports);
  }

  /** `http://127.0.0.1:PORT` of what has a published port. */
  url(name: 'jaeger' | 'prometheus' | 'loki' | 'alertmanager' | 'hub' | 'otlpHttp' | 'otlpGrpc'): string {
    return `http://127.0.0.1:${this.ports[name]}`;
  }

  /** Runs `observatory …` in the stack's folder. */
  run(...args: string[]): Promise<CommandResult> {
    return runCommand(this.folder, args);
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

  /**
   * Signals a server's processes: SIGKILL for a crash, SIGSTOP and SIGCONT for one that hangs and comes back. Throws where
   * it does not run, but for SIGCONT.
   */
  signal(name: string, signal: NodeJS.Signals): void {
    const [main] = this.server(name).processes;
    if (main !== undefined && runs(main)) {
      // Those below it as they are now: what the supervisor wrote down is up to ten seconds old, and PostgreSQL's come and go.
      signalAll([main, ...descendants(main.pid)], signal);
    } else if (signal !== 'SIGCONT') {
      throw new Error(`${name} does not run, so there is nobody to send ${signal}`);
    }
  }

  async secret(name: string): Promise<string> {
    return (await readFile(join(this.folder, '.observatory/process/secrets', name), 'utf8')).trim();
  }
}

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
