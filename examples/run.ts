import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** `npm run example -- NAME`: installs an example once, gives it a model to ask, and runs it. */

const folder = import.meta.dirname;
const DEFAULT_ENDPOINT = 'http://127.0.0.1:4318';
const root = join(folder, '..');
/** The addresses and keys that the clients of the providers read; without a key the model server answers. */
const providers: readonly { readonly key: string; readonly url: string; readonly path: string }[] = [
  { key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', path: '/v1' },
  { key: 'ANTHROPIC_API_KEY', url: 'ANTHROPIC_BASE_URL', path: '' },
  { key: 'GEMINI_API_KEY', url: 'GOOGLE_GEMINI_BASE_URL', path: '' },
];

interface Manifest {
  readonly description?: string;
  readonly scripts?: Readonly<Record<string, string>>;
}

interface ModelServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const examples = globSync('*/package.json', { cwd: folder })
  .map((file) => file.split(/[\\/]/)[0] ?? '')
  .filter((name) => manifestOf(name).scripts?.start !== undefined)
  .sort();

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as Manifest;
}

function usage(): string {
  const width = Math.max(...examples.map((name) => name.length));
  const lines = examples.map((name) => `  ${name.padEnd(width)}  ${manifestOf(name).description ?? ''}\n`);
  return `npm run example -- NAME [-- arguments of the example]\n\n${lines.join('')}
It sends to OTEL_EXPORTER_OTLP_ENDPOINT (http://127.0.0.1:4318, where npm start listens). Models are replayed, unless
OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY is set.\n`;
}

function stop(problem: string): never {
  process.stderr.write(`${problem}\n\n${usage()}`);
  process.exit(2);
}

function runOrStop(what: string, command: string, args: readonly string[], cwd: string): void {
  process.stdout.write(`${what}\n`);
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) {
    process.stderr.write(`${command} ${args.join(' ')} in ${cwd} ended with ${status}\n`);
    process.exit(1);
  }
}

/** Whether all files of `made` are newer than the newest of `from`. */
function isFresh(made: string, from: string): boolean {
  const times = (pattern: string) =>
    globSync(pattern, { cwd: root }).map((file) => statSync(join(root, file)).mtimeMs);
  const results = times(made);
  return results.length > 0 && Math.min(...results) > Math.max(...times(from));
}

function prepare(name: string): void {
  if (!isFresh('shim/dist/*.mjs', '{shim/src/**/*.ts,shim/package.json}')) {
    runOrStop('Building the shim', 'npm', ['run', 'build', '--silent', '-w', 'shim'], root);
  }
  const dir = join(folder, name);
  const installed = join(dir, 'node_modules/.package-lock.json');
  const lock = join(dir, 'package-lock.json');
  if (!existsSync(lock)) return;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  runOrStop(
    `Installing the packages of ${name} (once)`,
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    dir,
  );
}

/** Only the hub of `npm start` is known by its default ports. */
function whereToLook(endpoint: string | undefined): string {
  return endpoint === DEFAULT_ENDPOINT
    ? 'Look at it: http://127.0.0.1:3001\n'
    : `It was sent to ${endpoint}\n`;
}

/** What the example runs with; models without a key are answered by the model server. */
function environment(name: string, modelUrl: string): NodeJS.ProcessEnv {
  const missing = providers.filter(({ key }) => !process.env[key]);
  const replayed = missing.flatMap(({ key, url, path }) => [
    [key, 'replayed'],
    [url, modelUrl + path],
  ]);
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: DEFAULT_ENDPOINT,
    OTEL_SERVICE_NAME: `example-${name}`,
    ...process.env,
    ...Object.fromEntries(replayed),
  };
}

/** Plain JavaScript, since it is run by any Node that an example is run by. */
async function startModels(): Promise<ModelServer> {
  const program = new URL('./model-server/server.mjs', import.meta.url).href;
  const { startModelServer } = (await import(program)) as {
    startModelServer: (options: { port: number }) => Promise<ModelServer>;
  };
  return startModelServer({ port: 0 });
}

function passSignals(child: ChildProcess): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // npm passes a signal to its shell alone; the servers of an example are below that.
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    });
  }
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [name, ...rest] = positionals;
  if (values.help) {
    process.stdout.write(usage());
    return;
  }
  if (name === undefined) stop('Which example?');
  if (!examples.includes(name)) stop(`There is no example ${name}.`);
  prepare(name);
  const models = await startModels();
  const env = environment(name, models.url);
  process.stdout.write(`Sending to ${env.OTEL_EXPORTER_OTLP_ENDPOINT} as ${env.OTEL_SERVICE_NAME}\n`);
  const child = spawn('npm', ['start', '--silent', '--', ...rest], {
    cwd: join(folder, name),
    env,
    stdio: 'inherit',
    // A process group of its own, which gets the signals that come here.
    detached: true,
  });
  passSignals(child);
  child.once('close', async (code) => {
    await models.close();
    process.exitCode = code ?? 1;
    if (code === 0) process.stdout.write(whereToLook(env.OTEL_EXPORTER_OTLP_ENDPOINT));
  });
}

await main();
