import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const workspaces = ['shim', 'console', 'hub'];

/**
 * Builds the packages where their `dist` is older than a source of any of them. Several tests pack them at the same time,
 * so they must not build anew what is built; `npm run test:real` calls this before it starts them.
 */
export function ensureBuilt(): void {
  const sources = `{{${workspaces.join(',')}}/{src/**/*,package.json,*.config.ts},alerts/runbooks/*}`;
  const built = workspaces.map((workspace) => Math.min(...timesOf(`${workspace}/dist/**/*`)));
  if (Math.min(...built) > Math.max(...timesOf(sources))) return;
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'build', '--workspaces', '--if-present'], {
    cwd: root,
    // Vitest's own NODE_ENV would make vite build the page with React's development half.
    env: { ...process.env, NODE_ENV: '' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm run build ended with ${status}:\n${stdout}${stderr}`);
}

/** Times of change of the files; 0 where there is none, which counts as never built. */
function timesOf(pattern: string): number[] {
  const files = globSync(pattern, { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.length === 0
    ? [0]
    : files.map((file) => statSync(resolve(file.parentPath, file.name)).mtimeMs);
}
