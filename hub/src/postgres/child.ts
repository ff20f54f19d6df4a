import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { UserIds } from './folder-access.ts';
import { isRefusedSwitch, noOtherUser } from './give-to.ts';
import { errorCode } from './is-alive.ts';

interface ChildOptions {
  readonly user: UserIds | undefined;
  readonly stdio: StdioOptions;
  /** Sent when this process ends without having stopped the child. */
  readonly lastSignal: NodeJS.Signals;
}

const children = new Map<ChildProcess, NodeJS.Signals>();

/** Starts a PostgreSQL program that does not outlive this process, unless this process is killed outright. */
export function startChild(file: string, args: readonly string[], options: ChildOptions): ChildProcess {
  const windows = process.platform === 'win32';
  const child = spawnOrExplain(file, args, {
    stdio: options.stdio,
    // The folder in which the hub was started may be closed to the server's user.
    ...(windows ? {} : { cwd: '/' }),
    env: environment(windows),
    // A group of its own: Ctrl-C must reach the hub alone, which then stops the server after its last write.
    detached: !windows,
    windowsHide: true,
    ...(options.user ?? {}),
  });
  if (children.size === 0) process.on('exit', killAll);
  children.set(child, options.lastSignal);
  const forget = () => {
    children.delete(child);
    if (children.size === 0) process.off('exit', killAll);
  };
  child.once('exit', forget);
  child.once('error', forget);
  return child;
}

/** Node throws some failures of a spawn at once and reports others as an event. */
function spawnOrExplain(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  try {
    return spawn(file, args, options);
  } catch (cause) {
    const { uid, gid } = options;
    throw spawnError(cause, file, uid === undefined || gid === undefined ? undefined : { uid, gid });
  }
}

function killAll(): void {
  for (const [child, signal] of children) child.kill(signal);
}

/** Little is passed on: the hub's environment holds keys, and PG* variables would change what the programs do. */
function environment(windows: boolean): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) =>
    windows ? !name.toUpperCase().startsWith('PG') : /^(PATH|TMPDIR|(DY)?LD_.*)$/.test(name),
  );
  return { ...Object.fromEntries(inherited), LC_ALL: 'C', TZ: 'UTC' };
}

/** The error to throw when a program could not even be started. */
export function spawnError(cause: unknown, file: string, user: UserIds | undefined): EmbeddedPostgresError {
  if (user && isRefusedSwitch(cause)) return noOtherUser(cause);
  const why =
    errorCode(cause) === 'ENOENT' && existsSync(file)
      ? 'the C library it was built for is missing (Alpine and other systems without glibc)'
      : String(cause instanceof Error ? cause.message : cause);
  return new EmbeddedPostgresError(
    'CannotRun',
    `Cannot run ${file}: ${why}. Set DATABASE_URL to a PostgreSQL server of your own.`,
    { cause },
  );
}
