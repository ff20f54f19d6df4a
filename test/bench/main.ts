import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs each benchmark in a process of its own, one after the other, so that what one has loaded, compiled
 * and left in memory does not reach the next. Arguments choose those whose path contains one of them.
 */
const chosen = process.argv.slice(2);
const files = globSync('{shim,hub,console,infra,alerts,dashboards}/bench/{,peers/}*.bench.ts', { cwd: root })
  .filter((file) => chosen.length === 0 || chosen.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  process.stderr.write(`no benchmark's path contains ${chosen.join(' or ')}\n`);
  process.exitCode = 1;
}
const cores = availableParallelism();
process.stdout.write(`Node ${process.version}, ${cores} cores, ${cpus()[0]?.model ?? 'unknown CPU'}\n\n`);
for (const file of files) {
  const code = await run(file);
  if (code !== 0) {
    process.stderr.write(`${file} ended with code ${code}\n`);
    process.exitCode = 1;
  }
  process.stdout.write('\n');
}

function run(file: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--conditions=@observatory/source', '--expose-gc', file], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
}
