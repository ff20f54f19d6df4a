import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { serverBinary } from '../../infra/install/cache.ts';
import type { Component } from '../../infra/stack/component.ts';
import { CONFIG_FOLDER } from '../../infra/stack/site.ts';
import type { Stack } from '../../infra/stack/stack.ts';
import { eventually } from './eventually.ts';

/** One server of a process stack as a real process, without the supervisor: as its component says and no more. */
export class ComponentProcess {
  readonly component: Component;
  readonly child: ChildProcess;
  private readonly log: string;

  private constructor(component: Component, child: ChildProcess, log: string) {
    this.component = component;
    this.child = child;
    this.log = log;
  }

  /** Writes its files below the stack's folder and starts it; ready when its own probe says so. */
  static async start(stack: Stack, folder: string, name: string): Promise<ComponentProcess> {
    const component = stack.components.find((one) => one.name === name);
    if (component === undefined || component.program === null) throw new Error(`no program for ${name}`);
    writeConfiguration(component, folder);
    const log = join(folder, `${name}.log`);
    const out = openSync(log, 'a');
    const child = spawn(
      serverBinary(component.program.server, component.program.binary),
      [...component.args],
      {
        env: { PATH: process.env.PATH, HOME: folder, ...component.env },
        stdio: ['ignore', out, out],
        cwd: folder,
      },
    );
    const started = new ComponentProcess(component, child, log);
    const gone = new Promise<never>((_, fail) => {
      child.once('exit', (code) => fail(new Error(`${name} ended with ${code}: ${started.lastLines()}`)));
    });
    gone.catch(() => undefined);
    try {
      await Promise.race([gone, eventually(() => started.ask(), 90_000, 200)]);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${this.number('http')}`;
  }

  number(port: string): number {
    const found = this.component.ports.find(({ name }) => name === port);
    if (found === undefined) throw new Error(`${this.component.name} has no port ${port}`);
    return found.number;
  }

  /** Addresses at which the process listens, by TCP and UDP. */
  listens(): string[] {
    return execFileSync('ss', ['-H', '-lntup'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(`pid=${this.child.pid},`))
      .map((line) => line.split(/\s+/)[4] ?? '')
      .toSorted();
  }

  /** Megabytes that it holds. */
  residentMb(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }

  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const ended = new Promise<number | null>((done) => this.child.once('exit', (code) => done(code)));
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 30_000);
    const code = await ended;
    clearTimeout(timer);
    return code;
  }

  private lastLines(): string {
    return readFileSync(this.log, 'utf8').slice(-2000);
  }

  private async ask(): Promise<void> {
    const { ready } = this.component.probes;
    if ('path' in ready) {
      const response = await fetch(`http://127.0.0.1:${this.number(ready.port)}${ready.path}`);
      if (!response.ok) throw new Error(`${this.component.name} is not ready: ${await response.text()}`);
      return;
    }
    await new Promise<void>((done, fail) => {
      const socket = connect(this.number(ready.port), '127.0.0.1', () => {
        socket.destroy();
        done();
      });
      socket.once('error', fail);
    });
  }
}

/** Writes a server's files where a process reads them, and makes its folders and stand-ins of its secrets. */
export function writeConfiguration(component: Component, folder: string): void {
  for (const { path, content } of component.files) {
    const file = join(folder, 'config', component.name, path);
    mkdirSync(dirname(file), { recursive: true });
    // Only containers have the folder that images are given.
    if (content.includes(CONFIG_FOLDER)) throw new Error(`${component.name}: ${path} names ${CONFIG_FOLDER}`);
    writeFileSync(file, content);
  }
  for (const { path } of component.volumes) mkdirSync(path, { recursive: true });
  mkdirSync(join(folder, 'secrets'), { recursive: true });
  for (const secret of component.secrets) {
    const file = join(folder, 'secrets', secret);
    if (!existsSync(file)) writeFileSync(file, 'of-the-test');
  }
}
