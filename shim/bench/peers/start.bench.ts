import { execFileSync, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installPeers, programFile } from './install-peers.ts';

/**
 * From the start of the process to the first answer of a small Express service: alone, with `register` and all it
 * instruments, and with OpenTelemetry's own. A new process each time; the variants take turns.
 */
installPeers();
const root = fileURLToPath(new URL('../../..', import.meta.url));
execFileSync('npm', ['run', 'build', '--silent', '--workspace', 'shim'], { cwd: root, stdio: 'ignore' });

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const MAX_RATIO = 1.5;
const program = programFile('express-service');
const variants = {
  alone: [],
  'auto-instrumentations-node': ['--import', '@opentelemetry/auto-instrumentations-node/register'],
  'shim register': ['--import', pathToFileURL(`${root}shim/dist/register.mjs`).href],
} as const;
type Name = keyof typeof variants;
const names = Object.keys(variants) as Name[];
const times = new Map<Name, number[]>(names.map((name) => [name, []]));

for (let round = 0; round < ROUNDS; round++) {
  for (const name of names) times.get(name)?.push(await timeToReady(variants[name]));
}

function timeToReady(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [...args, program], {
    cwd: dirname(program),
    env: {
      PATH: process.env.PATH,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_SERVICE_NAME: 'bench',
      PROMETHEUS_PORT: 'off',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
    child.stdout.once('data', () => {
      resolve(performance.now() - start);
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
    });
  });
}

const median = (name: Name) =>
  (times.get(name) ?? []).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
const ratio = median('shim register') / median('auto-instrumentations-node');
process.stdout.write('start of a small Express service to its first answer, median\n');
for (const name of names) process.stdout.write(`  ${name.padEnd(28)} ${median(name).toFixed(0)} ms\n`);
const met = ratio <= MAX_RATIO;
process.stdout.write(
  `  register takes ${ratio.toFixed(2)} times as long as auto-instrumentations-node; at most ${MAX_RATIO}: ${met ? 'met' : 'MISSED'}\n`,
);
if (!met && process.env.BENCH_STRICT === '1') process.exitCode = 1;
