import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Lane } from '../../vitest.real.config.ts';
import { installIntegrations } from '../integrations/install.ts';
import { ensureBuilt } from './built.ts';

/**
 * `npm run test:real`: the tests on Docker's one daemon one after the other, and beside them those of other servers; then,
 * when no network comes and goes any more, those in a browser. Arguments go to vitest, such as parts of file names.
 */
const vitest = [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config',
  'vitest.real.config.ts',
  '--passWithNoTests',
];

async function runLane(lane: Lane): Promise<number> {
  const child = spawn(process.execPath, [...vitest, ...process.argv.slice(2)], {
    env: { ...process.env, REAL_LANE: lane },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) =>
      process.stdout.write(`${lane.padEnd(7)} | ${line}\n`),
    );
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'close');
  return code ?? 1;
}

ensureBuilt();
installIntegrations();
const codes = await Promise.all([runLane('docker'), runLane('servers')]);
codes.push(await runLane('browser'));
process.exitCode = Math.max(...codes);
