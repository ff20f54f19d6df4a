import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { spawnError, startChild } from './child.ts';
import type { UserIds } from './folder-access.ts';

export interface ProgramResult {
  readonly ok: boolean;
  /** What it printed, standard output before standard error. */
  readonly output: string;
}

/** Runs a PostgreSQL program to its end with `input` on its standard input. */
export async function runProgram(
  file: string,
  args: readonly string[],
  { user, input = '' }: { user: UserIds | undefined; input?: string },
): Promise<ProgramResult> {
  const child = startChild(file, args, { user, stdio: 'pipe', lastSignal: 'SIGKILL' });
  // A program that ends early closes its input; its exit code tells why.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const printed = Promise.all(
    [child.stdout, child.stderr].map((stream) => (stream ? text(stream).catch(() => '') : '')),
  );
  try {
    const [code] = await once(child, 'close');
    return { ok: code === 0, output: (await printed).join('').trim() };
  } catch (cause) {
    throw spawnError(cause, file, user);
  }
}
