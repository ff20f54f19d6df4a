import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureBuilt } from './built.ts';

const root = resolve(import.meta.dirname, '../..');
// Vitest's own NODE_ENV would make vite build the page with React's development half.
const env = { ...process.env, NODE_ENV: '' };

/** Runs a program and gives its stdout; one that fails throws with all it printed. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

export type Workspace = 'shim' | 'console' | 'hub';

/** Packages as users get them: packed, and installed into empty projects below one temporary folder. */
export class Packed {
  readonly folder = mkdtempSync(join(tmpdir(), 'observatory-packages-'));
  readonly tarballs = new Map<string, string>();

  /** Builds these workspaces where they have changed, and packs them. */
  constructor(workspaces: readonly Workspace[]) {
    // As root, the hub's database runs as another user, which must get to its data.
    chmodSync(this.folder, 0o755);
    ensureBuilt();
    for (const workspace of workspaces) {
      run('npm', ['pack', '--silent', '--workspace', workspace, '--pack-destination', this.folder], root);
    }
    for (const file of readdirSync(this.folder)) {
      const [, name] = /^observatory-([a-z]+)-/.exec(file) ?? [];
      if (name) this.tarballs.set(name, join(this.folder, file));
    }
  }

  /**
   * An empty project with these packages installed: workspaces from their tarballs, others by name; each list by one
   * command, without force.
   */
  project(name: string, manifest: object, ...lists: readonly (readonly string[])[]): string {
    const dir = join(this.folder, name);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ name, private: true, ...manifest }));
    for (const packages of lists) {
      const wanted = packages.map((one) => this.tarballs.get(one) ?? one);
      run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...wanted], dir);
    }
    return dir;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Node programs to try a package on: the one of the tests, and the oldest line that the package promises. */
export function nodePrograms(packed: Packed): Readonly<Record<'24' | '20', string>> {
  return { '24': process.execPath, '20': oldNode(packed) };
}

/** Node 20.19, from its npm package. */
function oldNode(packed: Packed): string {
  const dir = packed.project('node-20', {});
  const program = join(dir, 'node_modules/node/bin/node');
  if (!existsSync(program)) run('npm', ['install', '--no-audit', '--no-fund', 'node@20.19.0'], dir);
  return program;
}
