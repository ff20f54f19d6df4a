import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { balancerConfig } from '../../infra/components/balancer-config.ts';
import { findProgram } from '../../infra/install/tool.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

export function nginxProgram(): string {
  const found = findProgram('nginx', process.env, ['/usr/sbin']);
  if (found === undefined) throw new Error('nginx is not here: apt-get install nginx');
  return found;
}

/** Debian's nginx with the configuration that the stack's balancer has, before hubs on this machine. */
export class NginxProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  #said = '';

  private constructor(url: string, folder: string) {
    this.url = url;
    this.#folder = folder;
    this.#child = spawn(nginxProgram(), ['-e', 'stderr', '-c', join(folder, 'nginx.conf')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.on('data', (text) => {
      this.#said += text;
    });
  }

  /** What it has said: a line for each hub that took no connection. */
  get said(): string {
    return this.#said;
  }

  static async start(hubPorts: readonly number[]): Promise<NginxProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'observatory-nginx-'));
    mkdirSync(join(folder, 'scratch'));
    const listen = `127.0.0.1:${await freePort()}`;
    const config = balancerConfig({
      listen,
      hubs: hubPorts.map((port) => `127.0.0.1:${port}`),
      resolver: null,
      scratch: join(folder, 'scratch'),
      trustedProxies: [],
    });
    // As root nginx would work as another user, who may not enter the folder.
    writeFileSync(join(folder, 'nginx.conf'), process.getuid?.() === 0 ? `user root;\n${config}` : config);
    const nginx = new NginxProcess(`http://${listen}`, folder);
    await eventually(async () => {
      await fetch(nginx.url);
    });
    return nginx;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What `nginx -t` says of a configuration; empty where it is good. */
export function nginxFault(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-nginx-'));
  try {
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, config.replaceAll('/tmp/', `${folder}/`));
    execFileSync(nginxProgram(), ['-t', '-q', '-e', 'stderr', '-c', file], { stdio: 'pipe' });
    return '';
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
