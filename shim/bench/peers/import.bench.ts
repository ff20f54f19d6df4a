import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installPeers, programFile } from './install-peers.ts';

/** Loading and starting, in a new process each time; the variants take turns. What counts is the distance to `bare`. */
installPeers();
const root = fileURLToPath(new URL('../../..', import.meta.url));
execFileSync('npm', ['run', 'build', '--silent', '--workspace', 'shim'], { cwd: root, stdio: 'ignore' });

interface Cost {
  readonly milliseconds: number;
  readonly cpu: number;
  readonly bytes: number;
}
const names = ['nothing', 'bare', 'shim', 'shim-register', 'langfuse', 'openlit', 'traceloop'] as const;
const costs = new Map<string, Cost[]>(names.map((name) => [name, []]));
const ROUNDS = 15;
const MAX_MORE_MS = 40;
const MAX_MORE_BYTES = 15e6;

for (let round = 0; round < ROUNDS; round++) {
  for (const name of names) {
    const output = execFileSync(process.execPath, ['--expose-gc', programFile('import'), name], {
      env: {
        ...process.env,
        SHIM_DIST: `${root}shim/dist`,
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
        PROMETHEUS_PORT: '0',
      },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    costs.get(name)?.push(JSON.parse(output.trim().split('\n').at(-1) ?? '') as Cost);
  }
}

const median = (name: string, of: (cost: Cost) => number) =>
  (costs.get(name) ?? []).map(of).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
process.stdout.write('import and start, above a process that does nothing: processor time, time, memory\n');
for (const name of names) {
  const more = (of: (cost: Cost) => number, than: string) => median(name, of) - median(than, of);
  const cpu = (than: string) => more((cost) => cost.cpu, than);
  const bytes = (than: string) => more((cost) => cost.bytes, than);
  const parts = [
    name.padEnd(14),
    `${cpu('nothing').toFixed(0)} ms`.padStart(8),
    `${more((cost) => cost.milliseconds, 'nothing').toFixed(0)} ms`.padStart(8),
    `${(bytes('nothing') / 1e6).toFixed(1)} MB`.padStart(9),
  ];
  if (name.startsWith('shim')) {
    const met = cpu('bare') <= MAX_MORE_MS && bytes('bare') <= MAX_MORE_BYTES;
    parts.push(
      `  ${cpu('bare').toFixed(0)} ms and ${(bytes('bare') / 1e6).toFixed(1)} MB above bare; at most ${MAX_MORE_MS} ms and ${MAX_MORE_BYTES / 1e6} MB: ${met ? 'met' : 'MISSED'}`,
    );
    if (!met && process.env.BENCH_STRICT === '1') process.exitCode = 1;
  }
  process.stdout.write(`  ${parts.join(' ')}\n`);
}
