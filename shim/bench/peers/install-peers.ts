import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Installs what the shim is compared with, where it is not there yet: about 470 MB, outside the workspaces. */
export function installPeers(): void {
  if (existsSync(`${folder}/node_modules`)) return;
  process.stdout.write(`npm ci in ${folder} (once; half a minute)\n`);
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  });
}

/** Path of a program of this folder. */
export function programFile(name: string): string {
  return `${folder}programs/${name}.mjs`;
}
