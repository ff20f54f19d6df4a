import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const compileCache = join(tmpdir(), 'observatory-compile-cache');
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

export interface ServiceRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface ServiceOptions {
  readonly env?: Record<string, string>;
  /** Where packages are found; the shim's own folder unless given. */
  readonly cwd?: string;
  /** What the program is; a module of ECMAScript unless told. */
  readonly type?: 'module' | 'commonjs';
  /** Further arguments of Node. */
  readonly nodeArguments?: readonly string[];
  /** Another Node than this one; it gets the package as it is built, since an older one runs no TypeScript. */
  readonly node?: string;
  /** Longer than the program should take; then it is killed. */
  readonly giveUpMs?: number;
  /** Called when the program prints its first line, to send it a signal. */
  readonly onReady?: (kill: (signal: NodeJS.Signals) => void) => void;
}

/** Longer than any of these programs should take. */
const GIVE_UP_MS = 15_000;

/** Runs a program (the text of a JavaScript module) as a process of its own, as a service would run. */
export function runService(program: string, options: ServiceOptions = {}): Promise<ServiceRun> {
  const {
    env = {},
    cwd = packageFolder,
    type = 'module',
    nodeArguments = [],
    node,
    onReady,
    giveUpMs = GIVE_UP_MS,
  } = options;
  const start = performance.now();
  const child = spawn(
    node ?? process.execPath,
    [
      ...(node === undefined ? ['--conditions=@observatory/source'] : []),
      '--no-warnings',
      ...nodeArguments,
      `--input-type=${type}`,
      '--eval',
      program,
    ],
    {
      cwd,
      env: {
        PATH: process.env.PATH,
        // Hundreds of these start; compiled once, each takes a third less.
        NODE_COMPILE_CACHE: compileCache,
        PROMETHEUS_PORT: 'off',
        OBSERVATORY_INSTRUMENT: 'off',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [stdout, stderr, ready] = ['', '', false];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    if (ready) return;
    ready = true;
    onReady?.((signal) => child.kill(signal));
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), giveUpMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr, milliseconds: performance.now() - start });
    });
  });
}
