import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const bin = resolve(import.meta.dirname, '../../infra/command/observatory.cjs');

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** `observatory …` as a user runs it, in a folder. */
export function startCommand(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const startedMs = performance.now();
  const child: ChildProcess = spawn('node', [bin, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const result: Promise<CommandResult> = once(child, 'close').then(([code]) => ({
    code: code ?? -1,
    ...output,
    seconds: (performance.now() - startedMs) / 1000,
  }));
  return { child, output, result };
}

/** Runs it to its end. */
export const runCommand = (...args: Parameters<typeof startCommand>) => startCommand(...args).result;
