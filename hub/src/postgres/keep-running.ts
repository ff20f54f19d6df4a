import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { saysNoSpace } from './folder-errors.ts';
import type { RunningServer, ServerExit } from './server.ts';
import type { Log } from './slowly.ts';

/** Delays between attempts double from the first to the longest. */
const firstDelayMs = 100;
const longestDelayMs = 5000;
/** A server that ran this long starts again with the first delay. */
const steadyMs = 30_000;
/** How often it is looked whether there is room again. */
const lookMs = 500;
/** Of the first start: what an earlier server left may need a moment to go, a real fault stays. */
const firstAttempts = 4;

export interface Restart {
  readonly pid: number;
  /** How long no connection was taken, ms. */
  readonly downMs: number;
}

interface KeptServer {
  /** Undefined while no server runs. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** Starts a server by `start` and starts it again whenever it ends, with growing delays, until `stop`. */
export async function keepRunning(options: {
  start: (stopping: AbortSignal) => Promise<RunningServer>;
  /** Asked before a start again that follows an end for want of space on the disk. */
  hasRoom: () => Promise<boolean>;
  /** Passed to the server's `stop`, ms. */
  stopMs: number;
  log: Log;
  onExit: (exit: ServerExit) => void;
  onRestart: (restart: Restart) => void;
}): Promise<KeptServer> {
  const { start, hasRoom, stopMs, log, onExit, onRestart } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let delayMs = firstDelayMs;
  let current: RunningServer | undefined = await startFirst(() => start(signal), log);

  /** Each start on a full disk reads the log of the database again, and fails at its first write. */
  async function waitForRoom(): Promise<void> {
    if (await hasRoom()) return;
    log('PostgreSQL is not started while the disk of its data is full');
    do await sleep(lookMs, undefined, { signal }).catch(() => {});
    while (!signal.aborted && !(await hasRoom()));
  }

  async function startAgain(lacksRoom: boolean): Promise<RunningServer | undefined> {
    for (;;) {
      await sleep(delayMs, undefined, { signal }).catch(() => {});
      if (lacksRoom) await waitForRoom();
      if (signal.aborted) return undefined;
      delayMs = Math.min(delayMs * 2, longestDelayMs);
      try {
        return await start(signal);
      } catch (error) {
        lacksRoom = error instanceof EmbeddedPostgresError && error.code === 'NoSpace';
        if (!signal.aborted) log(`${messageOf(error)}\nNext attempt in ${delayMs} ms`);
      }
    }
  }

  async function watch(): Promise<void> {
    while (current) {
      const startedAt = performance.now();
      const exit = await current.exited;
      const endedAt = performance.now();
      current = undefined;
      if (signal.aborted) return;
      if (endedAt - startedAt > steadyMs) delayMs = firstDelayMs;
      const how = exit.signal ? `was ended by ${exit.signal}` : `ended with code ${exit.code}`;
      log(`PostgreSQL ${how}; starting it again in ${delayMs} ms`);
      onExit(exit);
      current = await startAgain(saysNoSpace(exit.lines.join('\n')));
      if (signal.aborted) return current?.stop(stopMs);
      if (current) onRestart({ pid: current.pid, downMs: performance.now() - endedAt });
    }
  }
  const watching = watch();

  return {
    get pid() {
      return current?.pid;
    },
    async stop() {
      stopping.abort();
      await current?.stop(stopMs);
      await watching;
    },
  };
}

async function startFirst(start: () => Promise<RunningServer>, log: Log): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      const again = error instanceof EmbeddedPostgresError && error.code === 'StartFailed';
      if (!again || attempt === firstAttempts) throw error;
      log(`${messageOf(error)}\nTrying again`);
      await sleep(firstDelayMs * 2 ** (attempt - 1));
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
