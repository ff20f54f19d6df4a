import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;

/**
 * Installs the packages that the integrations are tested with (`package-lock.json` of this folder), where they are not
 * there yet or the lock file is newer. They are none of the repository's own, so that `npm ci` stays quick.
 */
export function installIntegrations(): void {
  const lock = statSync(join(folder, 'package-lock.json')).mtimeMs;
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= lock) return;
  process.stdout.write('npm ci in test/integrations: packages that the integrations are tested with\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`npm ci in ${folder} ended with ${status}`);
}
