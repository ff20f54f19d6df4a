import { tmpdir } from 'node:os';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { readSettings } from '@observatory/hub';
import type { CommandContext } from '../../hub/src/command/run-command.ts';

interface Place {
  readonly cwd?: string;
  readonly input?: Readable;
  readonly output?: Writable;
}

/** Runs a command of the hub in this process; what it wrote and said. Throws what it throws. */
export async function hubCommand(
  run: (args: string[], context: CommandContext) => Promise<number>,
  args: string[],
  env: Readonly<Record<string, string>>,
  { cwd = tmpdir(), input = new PassThrough(), output = new PassThrough() }: Place = {},
): Promise<{ readonly code: number; readonly written: string; readonly said: string }> {
  let written = '';
  let said = '';
  const code = await run(args, {
    cwd,
    settings: () => readSettings(env, cwd),
    write: async (text) => {
      written += text;
    },
    say: (text) => {
      said += text;
    },
    input,
    output,
    stopping: () => new AbortController().signal,
    version: '9.9.9',
  });
  return { code, written, said };
}
