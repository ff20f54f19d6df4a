import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A workspace that runs from what its build makes. */
export interface Built {
  readonly dir: string;
  /** A file that the build writes, and the files and folders that it reads. */
  readonly output: string;
  readonly sources: readonly string[];
  /** What of its package.json makes it. */
  readonly script: string;
}

/** When a file, or the newest file below a folder, was written; ms since the epoch. */
function newest(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}

/** The hub and the page of this repository, whose root is given. */
export const hubBuild = (root: string): Built => ({
  dir: join(root, 'hub'),
  output: 'dist/main.js',
  sources: [
    'src',
    'tsdown.config.ts',
    'package.json',
    '../shim/src/conventions',
    '../shim/src/events',
    '../alerts/runbooks',
    '../alerts/runbooks.json',
  ],
  script: 'build',
});
export const pageBuild = (root: string): Built => ({
  dir: join(root, 'console'),
  output: 'dist/page/index.html',
  sources: ['src', 'public', 'index.html', 'vite.config.ts', 'package.json'],
  script: 'build:page',
});

/** Whether the output is there and not older than its sources. */
export function isBuilt({ dir, output, sources }: Built): boolean {
  const made = statSync(join(dir, output), { throwIfNoEntry: false });
  return made !== undefined && sources.every((source) => newest(join(dir, source)) <= made.mtimeMs);
}

/** Runs the workspace's build; rejects with the build's own output. */
export function build({ dir, script }: Built): Promise<void> {
  return new Promise((resolve, reject) => {
    const npm = spawn('npm', ['run', '--silent', script], {
      cwd: dir,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.on('data', (text) => {
        output += text;
      });
    }
    npm.on('error', reject);
    npm.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The build of ${dir} failed:\n${output}`)),
    );
  });
}
