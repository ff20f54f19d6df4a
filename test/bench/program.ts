import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import type { Clock } from './compare.ts';

/** A program that measures itself when asked (`shim/bench/peers/programs/serve-variant.mjs`). */
export interface Program {
  readonly measure: (iterations: number, clock: Clock) => Promise<number>;
  /** Sends a message and gives the program's next one. */
  readonly ask: (message: object) => Promise<unknown>;
  /** What the program said when it was ready. */
  readonly hello: unknown;
  readonly stop: () => void;
}

/**
 * Starts a program whose stdout goes nowhere, as a file that is open. Programs that cannot share a process,
 * since each registers OpenTelemetry's global providers, are compared in this way.
 */
export async function startProgram(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const child = fork(file, args, {
    execArgv: ['--expose-gc', '--conditions=@observatory/source', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
    stdio: ['ignore', openSync('/dev/null', 'w'), 'inherit', 'ipc'],
  });
  const hello = await answerOf(child, file);
  const ask = (message: object) => {
    child.send(message);
    return answerOf(child, file);
  };
  return {
    hello,
    ask,
    measure: async (iterations, clock) => Number(await ask({ iterations, clock })),
    stop: () => child.kill(),
  };
}

async function answerOf(child: ChildProcess, file: string): Promise<unknown> {
  const gone = new AbortController();
  const ended = once(child, 'exit', { signal: gone.signal }).then(([code]) => {
    throw new Error(`${file} ended with code ${code} before it answered`);
  });
  try {
    const [answer] = await Promise.race([once(child, 'message', { signal: gone.signal }), ended]);
    return answer;
  } finally {
    ended.catch(() => {});
    gone.abort();
  }
}
