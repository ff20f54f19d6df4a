import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../infra/install/cache.ts';

const here = import.meta.dirname;
const KEPT = '.observatory-complete';

/**
 * Installs the packages that the integrations are tested with: each lock file below this folder, by `npm ci`, once into
 * the cache outside the repository, to which `node_modules` here is a link. They are none of the repository's own, so that
 * its `npm ci` stays quick. A `node_modules` that somebody installed by hand is left alone.
 */
export function installIntegrations(): void {
  const locks = globSync('**/package-lock.json', { cwd: here, exclude: ['**/node_modules/**'] });
  for (const lock of locks.sort()) install(dirname(lock));
}

function install(name: string): void {
  const folder = join(here, name);
  const files = ['package-lock.json', 'package.json', ...workspacesOf(folder)];
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  const cached = join(cacheFolder(), 'integrations', hash.digest('hex').slice(0, 16));
  if (isByHand(folder)) return;
  if (!existsSync(join(cached, KEPT))) {
    process.stdout.write(`npm ci of test/integrations/${name} into ${cached}\n`);
    rmSync(cached, { recursive: true, force: true });
    for (const file of files) {
      mkdirSync(dirname(join(cached, file)), { recursive: true });
      writeFileSync(join(cached, file), readFileSync(join(folder, file)));
    }
    const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: cached,
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`npm ci in ${cached} ended with ${status}`);
    writeFileSync(join(cached, KEPT), '');
  }
  for (const file of files) {
    const modules = join(dirname(file), 'node_modules');
    if (existsSync(join(cached, modules))) link(join(cached, modules), join(folder, modules));
  }
}

/** Manifests of the folders whose packages the lock file has too. */
function workspacesOf(folder: string): string[] {
  const { workspaces = [] } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly workspaces?: readonly string[];
  };
  return workspaces.map((workspace) => join(workspace, 'package.json'));
}

function isByHand(folder: string): boolean {
  const modules = lstatSync(join(folder, 'node_modules'), { throwIfNoEntry: false });
  return modules?.isDirectory() ?? false;
}

function link(target: string, path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && existsSync(path) && realpathSync(path) === realpathSync(target)) return;
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path, 'dir');
}
