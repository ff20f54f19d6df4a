import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

/** A program of this repository that runs beside the starter. */
export interface Child {
  readonly process: ChildProcess;
  /** Resolves with the first message that the program sends, rejects with what it wrote to stderr if it ends first. */
  readonly ready: Promise<unknown>;
  readonly exited: Promise<{ code: number | null; stderr: string }>;
  /** Appends what it writes to stdout, from its start on, to a file. */
  logTo(file: string): void;
  /** Asks it to end, and ends it by force after the deadline. */
  stop(deadlineMs: number): Promise<void>;
}

export interface ChildOptions {
  readonly script: string;
  readonly args: readonly string[];
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether what it writes to stdout waits for `logTo`; else it goes to the terminal. */
  readonly keepsLog?: boolean;
}

const STDERR_KEPT = 4000;

/**
 * Starts a program in a process group of its own, so that Ctrl-C reaches only the starter, which then stops its
 * programs in order. A program ends by itself when the starter is gone: the IPC channel closes.
 */
export function startChild({ script, args, env, keepsLog = false, node = [] }: ChildOptions): Child {
  const child = spawn(process.execPath, ['--conditions=@observatory/source', ...node, script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', keepsLog ? 'pipe' : 'inherit', 'pipe', 'ipc'],
    detached: true,
  });
  let stderr = '';
  child.stderr?.on('data', (text) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  const exited = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stderr }));
  });
  const ready = new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    void exited.then(({ code }) => reject(new Error(stderr.trim() || `${script} ended with code ${code}`)));
  });
  ready.catch(() => {});
  return {
    process: child,
    ready,
    exited,
    logTo(file) {
      child.stdout?.pipe(createWriteStream(file, { flags: 'a', mode: 0o600 }));
    },
    async stop(deadlineMs) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
      await exited;
      clearTimeout(force);
    },
  };
}
