import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
// Vitest's own NODE_ENV would make builds differ from those of users.
const env = { ...process.env, NODE_ENV: '' };

/** Runs a program to its end and gives what it printed. */
function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Builds and packs the shim as it is published, into a folder; gives the tarball. */
export function packShim(folder: string): string {
  run('npm', ['run', 'build', '--workspace', 'shim'], root);
  run('npm', ['pack', '--silent', '--workspace', 'shim', '--pack-destination', folder], root);
  const [tarball] = readdirSync(folder).filter((file) => /^observatory-shim-.*\.tgz$/.test(file));
  if (tarball === undefined) throw new Error('npm packed nothing');
  return join(folder, tarball);
}

/** A new project in which packages are installed as a user would, without force; each list by one command. */
export function installedProject(
  folder: string,
  manifest: object,
  ...lists: readonly (readonly string[])[]
): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  for (const list of lists) run('npm', ['install', '--no-audit', '--no-fund', ...list], folder);
  return folder;
}
