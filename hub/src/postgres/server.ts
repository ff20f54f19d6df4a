import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnError, startChild } from './child.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { UserIds } from './folder-access.ts';
import { noSpace, saysNoSpace } from './folder-errors.ts';
import type { PostgresBinaries } from './packaged-binaries.ts';
import { runProgram } from './run-program.ts';
import type { ServerLog } from './server-log.ts';
import { type Log, slowly } from './slowly.ts';

/** How a server process ended, with the last lines of its log. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly string[];
}

/** A server that takes connections. */
export interface RunningServer {
  readonly pid: number;
  readonly exited: Promise<ServerExit>;
  /** Stops it with a checkpoint; past `fastMs` without one (the next start recovers), past 3 s more by force. */
  stop(fastMs: number): Promise<void>;
}

const quitMs = 3000;
const readyLine = /LOG: {2}database system is ready to accept connections/;

/** Starts `postgres` with `args` on `cluster`; resolves when it takes connections, throws when it ends before. */
export async function startServer(options: {
  binaries: PostgresBinaries;
  cluster: string;
  args: readonly string[];
  user: UserIds | undefined;
  serverLog: ServerLog;
  log: Log;
  /** Ends the start: a recovery can take long. */
  stopping: AbortSignal;
}): Promise<RunningServer> {
  const { binaries, cluster, serverLog, stopping, user } = options;
  // At the end of this process there is no time left for a checkpoint: SIGQUIT, and the next start recovers.
  const child = startChild(binaries.postgres, options.args, {
    user,
    stdio: ['ignore', 'ignore', 'pipe'],
    lastSignal: 'SIGQUIT',
  });
  const exited = once(child, 'exit').then(async ([code, signal]): Promise<ServerExit> => {
    // Its last words may still be in the pipe, which a busy process of the server can hold open.
    if (!child.stderr?.readableEnded)
      await Promise.race([once(child, 'close'), sleep(200, undefined, { ref: false })]);
    return { code, signal, lines: serverLog.recent(8) };
  });
  const ready = new Promise<void>((resolve) => {
    if (!child.stderr) return;
    createInterface({ input: child.stderr, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      serverLog.write(line);
      if (readyLine.test(line)) resolve();
    });
  });
  const ended = exited.then((exit) => {
    throw startError(exit, cluster);
  });
  const failed = once(child, 'error').then(([cause]) => {
    throw spawnError(cause, binaries.postgres, user);
  });
  // Whichever comes second is nobody's any more.
  ended.catch(() => {});
  failed.catch(() => {});
  const abandon = () => child.kill('SIGINT');
  stopping.addEventListener('abort', abandon);
  try {
    await slowly(options.log, `PostgreSQL is starting on ${cluster}`, Promise.race([ready, failed, ended]));
  } finally {
    stopping.removeEventListener('abort', abandon);
  }
  const { pid } = child;
  if (pid === undefined) throw new EmbeddedPostgresError('StartFailed', 'PostgreSQL has no process id.');

  return {
    pid,
    exited,
    async stop(fastMs) {
      const over = (ms: number) => Promise.race([exited.then(() => true), sleep(ms, false, { ref: false })]);
      if (process.platform === 'win32') {
        // Signals are not known there: any would kill it.
        await runProgram(binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-W'], { user });
      } else {
        child.kill('SIGINT');
      }
      if (await slowly(options.log, 'PostgreSQL is stopping', over(fastMs))) return;
      options.log(`PostgreSQL did not stop within ${fastMs} ms: it is stopped without a checkpoint`);
      child.kill('SIGQUIT');
      if (await over(quitMs)) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function startError(exit: ServerExit, cluster: string): EmbeddedPostgresError {
  const lines = exit.lines.join('\n');
  if (saysNoSpace(lines)) return noSpace(cluster, lines);
  const how = exit.signal ? `was ended by ${exit.signal}` : `ended with code ${exit.code}`;
  return new EmbeddedPostgresError(
    'StartFailed',
    `PostgreSQL ${how} while it started on ${cluster}. Its last lines:\n${lines}`,
  );
}
