import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Lane } from '../../vitest.real.config.ts';
import { installIntegrations } from '../integrations/install.ts';
import { ensureBuilt } from './built.ts';

/**
 * `npm run test:real`: the tests on Docker's one daemon one after the other, and beside them those of other servers; then,
 * when no network comes and goes any more, those in a browser. Arguments go to vitest, such as parts of file names.
 *
 * Where all are run, a few files that were red run once more by themselves: a machine that others share makes some test
 * of thousands late. What was green only then is named at the end. Not those of what may be lost once in twenty kills:
 * there, chance is what the test is for.
 */
const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config',
  'vitest.real.config.ts',
  '--passWithNoTests',
];
const words = process.argv.slice(2);
const ONCE_ONLY = /faults|kill|outage|replicas|rolling-upgrade|moves|backup|process-end|last-words/;
const MOST_AGAIN = 3;
const running = new Set<ChildProcess>();
const reports = mkdtempSync(join(tmpdir(), 'observatory-real-'));

interface Outcome {
  readonly isGreen: boolean;
  readonly redFiles: readonly string[];
}

async function runTests(lane: Lane, chosen: readonly string[]): Promise<Outcome> {
  const report = join(reports, lane);
  rmSync(report, { force: true });
  const child = spawn(process.execPath, [...vitest, ...chosen], {
    env: { ...process.env, REAL_LANE: lane, RED_FILES: report },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) =>
      process.stdout.write(`${lane.padEnd(7)} | ${line}\n`),
    );
  }
  running.add(child);
  const [code] = await once(child, 'close');
  running.delete(child);
  const redFiles = existsSync(report) ? readFileSync(report, 'utf8').split('\n').filter(Boolean) : [];
  return { isGreen: code === 0, redFiles };
}

const onlyLater: string[] = [];

async function isLaneGreen(lane: Lane): Promise<boolean> {
  const { isGreen, redFiles } = await runTests(lane, words);
  const isFew = redFiles.length > 0 && redFiles.length <= MOST_AGAIN;
  const mayTryAgain = words.length === 0 && isFew && !redFiles.some((file) => ONCE_ONLY.test(file));
  if (isGreen || !mayTryAgain) return isGreen;
  console.log(`${lane}: once more, by themselves: ${redFiles.join(' ')}`);
  const second = await runTests(lane, ['--maxWorkers=1', ...redFiles]);
  if (second.isGreen) onlyLater.push(...redFiles);
  return second.isGreen;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
  });
}

ensureBuilt();
installIntegrations();
const green = await Promise.all([isLaneGreen('docker'), isLaneGreen('servers')]);
green.push(await isLaneGreen('browser'));
rmSync(reports, { recursive: true, force: true });
if (onlyLater.length > 0) {
  console.log(`Green only when run again, so look at why they were red above: ${onlyLater.join(' ')}`);
}
process.exitCode = green.every(Boolean) ? 0 : 1;
