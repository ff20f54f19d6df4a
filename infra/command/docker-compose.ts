import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ComposeCall {
  readonly project: string;
  /** What it reads; without it, Compose goes by the labels of what is there. */
  readonly input?: { readonly file: string; readonly variables: string };
  readonly env?: Readonly<Record<string, string>>;
  /** Gets each line of what it says while it works. */
  readonly onLine?: (line: string) => void;
  /** Whether what it writes goes to the terminal as it is. */
  readonly inherit?: boolean;
  readonly signal?: AbortSignal;
}

type Program = readonly [string, ...string[]];
let found: Promise<Program | null> | null = null;

/** Compose v2 as this machine has it: Docker's plugin, or a program of its own in PATH; null where there is neither. */
export function composeProgram(): Promise<Program | null> {
  found ??= firstOfVersion2(['docker', 'compose'], ['docker-compose']);
  return found;
}

async function firstOfVersion2(...programs: readonly Program[]): Promise<Program | null> {
  for (const [name, ...args] of programs) {
    const asked = promisify(execFile)(name, [...args, 'version', '--short']);
    const version = await asked.then(({ stdout }) => stdout).catch(() => '');
    // Version 1, a program of Python, does not know what the file says.
    if (/^v?([2-9]|\d\d)\./.test(version.trim())) return [name, ...args];
  }
  return null;
}

/** Runs Docker Compose on a project; resolves however it ends. */
export async function dockerCompose(args: readonly string[], call: ComposeCall): Promise<Ran> {
  const { project, input, env, onLine, inherit, signal } = call;
  const [program, ...first] = (await composeProgram()) ?? ['docker', 'compose'];
  const files = input === undefined ? [] : ['-f', input.file, '--env-file', input.variables];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, '--ansi', 'never', '-p', project, ...files, ...args], {
      // Without a file of ours it would look for one in the folder and above.
      cwd: input === undefined ? '/' : undefined,
      env: { ...process.env, COMPOSE_FILE: undefined, ...env },
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      // Ctrl-C reaches the command alone, which then ends what it started, in order.
      detached: true,
    });
    const abort = () => child.kill('SIGINT');
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      let rest = '';
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        const lines = (rest + text).split(/\r?\n/);
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.trim() !== '') onLine?.(line);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', abort);
      resolve({ code: code ?? 1, ...output });
    });
  });
}
