import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const newest = (folder: string): number =>
  Math.max(
    0,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );

/** Whether the built page is there and not older than its sources. */
export function isPageBuilt(consoleDir: string): boolean {
  const built = statSync(join(consoleDir, 'dist/page/index.html'), { throwIfNoEntry: false });
  return built !== undefined && built.mtimeMs >= newest(join(consoleDir, 'src'));
}

/** Builds the page; rejects with the build's own output. */
export function buildPage(consoleDir: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const build = spawn('npm', ['run', '--silent', 'build'], {
      cwd: consoleDir,
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [build.stdout, build.stderr]) stream.on('data', (text) => (output += text));
    build.on('error', reject);
    build.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the build of the page failed:\n${output}`)),
    );
  });
}
