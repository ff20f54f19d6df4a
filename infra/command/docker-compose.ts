import { spawn } from 'node:child_process';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ComposeCall {
  readonly file: string;
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
  /** Gets each line of what it says while it works. */
  readonly onLine?: (line: string) => void;
  /** Whether what it writes goes to the terminal as it is. */
  readonly inherit?: boolean;
  readonly signal?: AbortSignal;
}

/** Runs `docker compose` on a file; resolves however it ends. */
export function dockerCompose(args: readonly string[], call: ComposeCall): Promise<Ran> {
  const { file, project, env, onLine, inherit, signal } = call;
  return new Promise((resolve, reject) => {
    const child = spawn('docker', ['compose', '-p', project, '-f', file, ...args], {
      env: { ...process.env, ...env },
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      // Ctrl-C reaches the command alone, which then ends what it started, in order.
      detached: true,
    });
    const abort = () => child.kill('SIGINT');
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
