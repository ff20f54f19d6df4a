import { spawn } from 'node:child_process';
import { accessSync, constants, createWriteStream } from 'node:fs';
import { delimiter, join } from 'node:path';
import { InstallError } from './install-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A command line as data. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ToolOptions {
  readonly env: Environment;
  /** File that gets everything the tool prints. */
  readonly log: string;
  readonly signal: AbortSignal;
  /** Called every 15 seconds with what it is doing. */
  readonly onTick: (doing: string) => void;
}

const TICK_MS = 15_000;
const LAST_LINES = 12;

/** Runs a tool to its end and gives what it printed to stdout. A failure shows its last lines and where the log is. */
export function runTool(command: Command, { env, log, signal, onTick }: ToolOptions): Promise<string> {
  const { program, args, cwd } = command;
  const file = createWriteStream(log, { flags: 'a' });
  file.write(`$ ${[program, ...args].join(' ')}\n`);
  const child = spawn(program, args, {
    cwd,
    env: { ...env, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it started ends with it.
    detached: true,
  });
  const stop = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let stdout = '';
  let output = '';
  let compiled = 0;
  child.stdout.on('data', (text) => {
    stdout += text;
    output = `${output}${text}`.slice(-8000);
    file.write(text);
  });
  child.stderr.on('data', (text) => {
    output = `${output}${text}`.slice(-8000);
    // `go build -v` prints a line for each package that it has compiled.
    compiled += String(text).match(/^[\w./-]+$/gm)?.length ?? 0;
    file.write(text);
  });
  const ticks = setInterval(() => {
    const last = output.trimEnd().split('\n').at(-1)?.trim().slice(0, 100) ?? '';
    onTick(last.startsWith('go: ') || compiled === 0 ? last : `${compiled} packages compiled`);
  }, TICK_MS);
  return new Promise<string>((resolve, reject) => {
    child.once('error', (error) => reject(new InstallError(`${program} cannot be run: ${error.message}`)));
    child.once('close', (code) => {
      if (signal.aborted) reject(new InstallError('stopped'));
      else if (code === 0) resolve(stdout);
      else {
        const lines = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n  ');
        reject(
          new InstallError(
            `${program} ${args[0] ?? ''} ended with code ${code}; its last lines:\n  ${lines}\nall of them: ${log}`,
          ),
        );
      }
    });
  }).finally(() => {
    clearInterval(ticks);
    signal.removeEventListener('abort', stop);
    file.end();
  });
}

/** Path of a program on the PATH or in one of further folders; undefined where there is none. */
export function findProgram(
  name: string,
  env: Environment,
  folders: readonly string[] = [],
): string | undefined {
  return [...(env.PATH ?? '').split(delimiter), ...folders]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
